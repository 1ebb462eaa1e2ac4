"""`infoprog report`: the documents of a period, as DOCX and XLSX."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.infoprog.commands import cycling, options, terminal
from ckanext.infoprog.core import package, workspace
from ckanext.infoprog.core.cycle import period, reportlayout, reportpaper
from ckanext.infoprog.core.reports.words import Words


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say
    readable = click.Path(exists=True, dir_okay=False, path_type=Path)

    @click.command("report", help=say(
        "Write the document of a period as DOCX and XLSX from what the data say: the information "
        "of a quarter, or the report on results or on progress of a year. The layout is our own; "
        "--layout lays another form over it, --template is a DOCX with marks that a clerk has "
        "edited. The same data always give the same bytes.\n\n"
        "Exit: 0 done, 1 the document cannot be made, 2 wrong usage or a failure."
    ), short_help=say("Write the documents of a period"))  # fmt: skip
    @click.argument("programme", metavar="PROGRAMME")
    @cycling.period(words)
    @click.option(
        "--kind",
        type=click.Choice([reportlayout.PROGRESS, reportlayout.RESULTS]),
        help=say("Which report of a year: on progress, or on results (default)."),
    )
    @click.option("--layout", type=readable, metavar="FILE",
                  help=say("Layout of the document (YAML); --blank writes one."))  # fmt: skip
    @click.option("--template", type=readable, metavar="FILE",
                  help=say("Template of the DOCX; --blank writes one."))  # fmt: skip
    @click.option("--blank", is_flag=True,
                  help=say("Write the layout and the empty template instead."))  # fmt: skip
    @options.to_folder(say("Folder for the documents; made where it is missing."))
    @options.lang(words)
    def run(
        programme: str,
        code: str,
        kind: str | None,
        layout: Path | None,
        template: Path | None,
        blank: bool,
        target: Path,
    ) -> int:
        folder = workspace.find().package(programme)
        with cycling.told(words) as outcome:
            found, when = package.read_package(folder), period.parse(code)
            chosen = reportpaper.kind_of(when, kind)
            made = reportpaper.paper(found, when, reportlayout.layout(chosen, layout))
            target.mkdir(parents=True, exist_ok=True)
            if blank:
                written = reportpaper.write_blank(made, chosen, target, layout)
            else:
                name = reportpaper.filename(found, when, chosen)
                written = reportpaper.write(made, target / name, template)
            for path in written:
                terminal.tell(say("Written: {table}", table=path))
        return outcome.code

    return run
