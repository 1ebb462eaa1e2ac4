"""The reference pages say what the code says, and every command that a page names exists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ckanext.infoprog.commands.main import COMMANDS, group
from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.reports.words import words
from docs import generate

ROOT = Path(__file__).parents[2]
WRITTEN = [
    p for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("datasets/*/*.md"))
]
EVERY_PAGE = pytest.mark.parametrize(
    "page", WRITTEN, ids=[p.relative_to(ROOT).as_posix() for p in WRITTEN]
)
GROUP = group(words("en"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
FENCED = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")


def code(text: str) -> Iterator[str]:
    """Yield the command lines of a page: lines of code blocks and pieces of code in sentences."""
    for block in FENCED.findall(text):
        yield from (line.strip().removeprefix("$ ") for line in block.splitlines())
    yield from INLINE.findall(FENCED.sub("", text))


def called(text: str, program: str) -> Iterator[list[str]]:
    """Yield the words behind a program's name in each command line that begins with it."""
    for line in code(text):
        if line.startswith(f"{program} "):
            yield shlex.split(line.split(" | ")[0].split(" > ")[0], comments=True)[1:]


def options(command: click.Command) -> set[str]:
    """Return the options that a command knows."""
    context = click.Context(command)
    return {name for param in command.get_params(context) for name in param.opts}


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Generate the pages once."""
    return generate.pages()


class TestGenerated:
    @pytest.mark.parametrize(
        "path", [*generate.PAGES.values(), *generate.CARRIED.values(), generate.RULES]
    )
    def test_page_is_up_to_date(self, path: str, made: dict[str, str]):
        """Help texts, examples' output and findings on a page are what the code gives now."""
        assert (ROOT / path).read_text("utf-8") == made[path], "run: python docs/generate.py"

    def test_two_runs_are_the_same(self, made: dict[str, str]):
        """Generating twice gives the same bytes."""
        assert generate.commands("uk") == made[generate.PAGES["uk"]]

    @pytest.mark.parametrize("name", generate.names())
    @pytest.mark.parametrize("page", generate.PAGES.values())
    def test_every_command_is_documented(self, name: str, page: str):
        """Every sub-command has a section with its help and an example."""
        text = (ROOT / page).read_text("utf-8")
        section = (
            text.partition(f"# `infoprog {name}`\n")[2].partition("\n## ")[0].partition("\n### ")[0]
        )
        assert f"$ infoprog {name} --help\n" in section
        assert generate.examples()[name]
        for example in generate.examples()[name]:
            assert f"$ infoprog {example.line}" in section

    def test_every_finding_is_documented(self):
        """Every finding of the catalogue has a section."""
        text = (ROOT / generate.RULES).read_text("utf-8")
        assert re.findall(r"^## `(.+)`$", text, re.MULTILINE) == list(catalogue.catalogue())


class TestNamedCommands:
    @EVERY_PAGE
    def test_infoprog(self, page: Path):
        """Every `infoprog …` that a page names is a command, and its options exist."""
        for line in called(page.read_text("utf-8"), "infoprog"):
            named = [word for word in line if re.fullmatch(r"[a-z]+", word)]
            flags = {word.partition("=")[0] for word in line if word.startswith("--")}
            if not named or line[0] in ("--help", "--version"):
                assert flags <= options(GROUP), line
                continue
            assert named[0] in COMMANDS, line
            command = GROUP.commands[named[0]]
            if isinstance(command, click.Group) and named[1:]:
                assert named[1] in command.commands, line
                command = command.commands[named[1]]
            assert flags <= options(command) | options(GROUP), line

    @EVERY_PAGE
    def test_make(self, page: Path):
        """Every `make …` that a page names is a target of the Makefile."""
        for line in called(page.read_text("utf-8"), "make"):
            targets = [word for word in line if re.fullmatch(r"[a-z-]+", word)]
            assert set(targets) <= TARGETS, line
