"""What Alembic runs for `ckan db upgrade -p infoprog`."""

from pathlib import Path

from alembic import context
from ckan.model.meta import metadata
from sqlalchemy import engine_from_config, pool

config = context.config
name = Path(__file__).parent.name


def include_object(thing, object_name, type_, reflected, compare_to):
    return type_ != "table" or object_name.startswith(name)


def run_migrations():
    options = {
        "target_metadata": metadata,
        "include_object": include_object,
        "version_table": f"{name}_alembic_version",
    }
    if context.is_offline_mode():
        context.configure(
            url=config.get_main_option("sqlalchemy.url"), literal_binds=True, **options
        )
        with context.begin_transaction():
            context.run_migrations()
        return
    section = config.get_section(config.config_ini_section)
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
