"""The pages written by hand: their links lead somewhere, their tables say what the code says."""

import contextlib
import csv
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from ckanext.infoprog.commands.main import main
from portal import settings
from tests.docs.tables import table

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
EVERY_PAGE = pytest.mark.parametrize(
    "page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES]
)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# Folders of somebody's machine, not of the reader's.
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|home|root)/\w+")
UKRAINIAN = ROOT / "docs" / "uk"


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file and the heading that each link within the repository names."""
    for target in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if "://" not in target and not target.startswith("mailto:"):
            path, _sign, heading = unquote(target).partition("#")
            yield ((page.parent / path).resolve() if path else page), heading


def anchors(page: Path) -> set[str]:
    """Return the names that a page's headings can be linked by."""
    titles = HEADING.findall(FENCED.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def commands(page: Path) -> list[str]:
    """Return the command lines that a page shows."""
    lines = "".join(BLOCK.findall(page.read_text("utf-8"))).splitlines()
    return [line.partition("#")[0].strip() for line in lines if line.startswith("$ ")]


class TestLinks:
    """Nobody is sent to a page that is not there."""

    @EVERY_PAGE
    def test_file(self, page: Path) -> None:
        """Every relative link of a page names a file or folder of the repository."""
        assert [path for path, _heading in links(page) if not path.exists()] == []

    @EVERY_PAGE
    def test_heading(self, page: Path) -> None:
        """A link to a heading names one that the page has."""
        named = [(path, heading) for path, heading in links(page) if heading and path.is_file()]
        missing = [
            heading
            for path, heading in named
            if path.suffix == ".md" and heading not in anchors(path)
        ]
        assert missing == []

    def test_ukrainian_index(self) -> None:
        """The index of the Ukrainian pages names every one of them."""
        named = {path for path, _heading in links(UKRAINIAN / "README.md")}
        assert set(UKRAINIAN.glob("*.md")) - named == {UKRAINIAN / "README.md"}


class TestPages:
    """A page holds for every reader."""

    @EVERY_PAGE
    def test_no_machine_path(self, page: Path) -> None:
        """No page names a folder of the machine it was written on."""
        assert MACHINE.findall(page.read_text("utf-8")) == []

    def test_same_commands(self) -> None:
        """The Ukrainian README shows the commands of the English one, in the same order."""
        english = [line.replace("--lang en", "--lang uk") for line in commands(ROOT / "README.md")]
        assert commands(ROOT / "README.uk.md") == english

    @pytest.mark.parametrize("name", ["README.md", "README.uk.md"])
    def test_help(self, name: str) -> None:
        """The list of commands in a README is the one that `make help` prints."""
        words = ["make", "-s", "help"]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        assert f"$ make help\n{done.stdout}```" in (ROOT / name).read_text("utf-8")

    def test_quickstart_is_two_commands(self) -> None:
        """After the clone, the portal is raised by one command and tested by another."""
        assert commands(ROOT / "README.md")[1:3] == ["$ make portal", "$ make test"]


def checks(page: Path) -> Iterator[tuple[list[str], str]]:
    """Yield each check of a dataset that a page shows, with what it shows of the answer."""
    for block in BLOCK.findall(page.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE):
            command, _end, shown = part.partition("\n")
            _program, found, words = command.partition("infoprog ")
            if found and " check datasets/" in f" {words}" and (ROOT / words.split()[-1]).exists():
                yield words.split(), shown.partition("…\n")[0]


CHECKS = [(page, *check) for page in PAGES for check in checks(page)]


@pytest.mark.parametrize(
    ("page", "words", "shown"),
    CHECKS,
    ids=[f"{page.name} {words[-1]}" for page, words, _ in CHECKS],
)
def test_shown_check(
    page: Path, words: list[str], shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page shows of a check is what the check says now."""
    monkeypatch.setenv("INFOPROG_LANG", "uk" if page.parent == UKRAINIAN else "en")
    monkeypatch.chdir(ROOT)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        main(words)
    assert said.getvalue().startswith(shown), f"show in {page.name} what the command says"


class TestTables:
    """A table of a page that repeats the code or the data agrees with it."""

    def test_settings(self) -> None:
        """The table of settings names every port with its number and every other variable."""
        rows = table(ROOT / "docs" / "install.md", "variable")
        listed = {row["variable"].strip("`"): row["default"] for row in rows}
        ports = {settings.port_variable(n): str(port) for n, port in settings.PORTS.items()}
        assert {name: listed.get(name) for name in ports} == ports
        text = "".join(path.read_text("utf-8") for path in (ROOT / "portal").glob("*.py"))
        assert set(re.findall(r'environ\.get\("((?:INFOPROG|WITH)_\w+)"', text)) <= set(listed)

    def test_packages(self) -> None:
        """The page of the data names every package of datasets/, and no other."""
        text = (ROOT / "docs" / "data.md").read_text("utf-8")
        named = set(re.findall(r"^\| \[([a-z0-9-]+)\]", text, re.MULTILINE))
        folders = {path.parent.name for path in ROOT.glob("datasets/*/package.yaml")}
        assert named == folders

    @pytest.mark.parametrize("row", table(ROOT / "docs" / "data.md", "package"))
    def test_rows(self, row: dict[str, str]) -> None:
        """The page of the data counts rows as the tables hold them."""
        folder = ROOT / "datasets" / row["package"].partition("]")[0].strip("[") / "data"
        counted = {
            "measures": "measures", "funding rows": "funding",
            "indicators": "indicators", "metrics": "metrics",
        }  # fmt: skip
        for column, name in counted.items():
            assert row[column] == _count(folder / f"{name}.csv"), column


def _count(path: Path) -> str:
    if not path.exists():
        return "–"
    with path.open(encoding="utf-8", newline="") as file:
        return str(sum(1 for _row in csv.DictReader(file)))
