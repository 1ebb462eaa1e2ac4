"""Commands of the portal's operator: `ckan infoprog …`."""

import click
from flask import Flask

from ckanext.infoprog.linked import naming
from ckanext.infoprog.storage import garbage, reconcile, rowcore, rowindex


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


@infoprog.command("index-rows")
@click.option("--anew", is_flag=True, help="Empty the index first.")
@click.option("--check", is_flag=True, help="Only tell how many packages it lacks; 1 if any.")
@click.pass_context
def index_rows(context: click.Context, *, anew: bool, check: bool) -> None:
    """Bring the search of measures, indicators and other rows to what is published."""
    try:
        if check:
            lacking = rowindex.behind()
            click.echo(f"{lacking} packages lack their rows in the search")
            context.exit(1 if lacking else 0)
        if anew:
            rowcore.clear()
        click.echo(f"{rowindex.sync()} packages changed, {rowindex.behind()} lack their rows")
    except rowcore.CoreAwayError as away:
        raise click.ClickException(f"the core of rows does not answer: {away}") from away


def get_commands() -> list[click.Command]:
    """Return the commands for CKAN."""
    return [infoprog]
