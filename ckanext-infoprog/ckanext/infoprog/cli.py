"""Commands of the portal's operator: `ckan infoprog …`."""

import click
from flask import Flask

from ckanext.infoprog.linked import naming
from ckanext.infoprog.storage import garbage, reconcile


@click.group("infoprog", short_help="Publications of infoprog")
def infoprog() -> None:
    """Care for publications."""


@infoprog.command("reconcile")
@click.option("--forever", is_flag=True, help="Look again every few seconds until stopped.")
@click.pass_context
def reconcile_command(context: click.Context, *, forever: bool) -> None:
    """Finish publications that were decided, take back those that were left alone."""
    app: Flask = context.meta["flask_app"]
    with app.test_request_context():
        if forever:
            reconcile.forever([naming.name_all])
        naming.name_all()
        for sentence in reconcile.once():
            click.echo(sentence)


@infoprog.command("collect-garbage")
def collect_garbage() -> None:
    """Remove stored files that nothing has referred to for days."""
    click.echo(f"{garbage.collect()} files removed")


def get_commands() -> list[click.Command]:
    """Return the commands for CKAN."""
    return [infoprog]
