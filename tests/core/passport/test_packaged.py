"""The check of a package judges its passport: each case breaks one thing of a good package."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from ckanext.infoprog.core import catalogue, workspace
from ckanext.infoprog.core.check import check
from ckanext.infoprog.core.issues import Issue, Severity

TODAY = date(2026, 11, 21)
EXAMPLE = workspace.find(Path(__file__)).package("zrazkova-hromada")
COUNCIL = """\
- slug: zrazkova-miska-rada
  name: Зразкова міська рада
  edrpou: "26241020"
  katottg: UA35040000000034705
  contact: {person: Відділ, email: viddil@rada.example}
"""
CASES = [
    ("language: ua", "language: uk", "language", "passport-language"),
    ("no longer updated", "yearly", "updateFrequency", "passport-frequency"),
    ("publisherId: null", 'publisherId: "26241021"', "publisherId", "passport-edrpou"),
    ("publisherId: null", "publisherId: 26241020", "publisherId", "passport-edrpou"),
    ("catuttc: null", "catuttc: UA99040000000034705", "catuttc", "passport-katottg"),
    ("dataAsOf: 2025-12-31", "dataAsOf: 2026-11-22", "dataAsOf", "passport-future"),
    ("dataAsOf: 2025-12-31", "dataAsOf: 31.12.2025", "dataAsOf", "passport-date"),
    ("temporalEnd: 2027-12-31", "temporalEnd: 2024-12-31", "temporalEnd", "passport-period"),
    ("annexItem: additional", "annexItem: programmes", "annexItem", "passport-annex"),
    ("  - навчання", "  - комп’ютери", "keywords_uk", "passport-keyword"),
    ("language: ua\n", "", "language", "passport-missing"),
    ("title_en:", "titel_en:", "title_en", "passport-missing"),
    ("publisherName: Зразкова", "publisherName: ''  # ", "publisherName", "passport-missing"),
    ("title_uk: \"", "title_uk: \"" + "я" * 260, "title_uk", "passport-long"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a package that is in order, with its publisher's entry beside it."""
    (tmp_path / "organizations.yaml").write_text(COUNCIL, encoding="utf-8")
    return Path(shutil.copytree(EXAMPLE, tmp_path / EXAMPLE.name))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def findings(folder: Path) -> list[tuple[str, str | None, str]]:
    found: tuple[Issue, ...] = check(folder, TODAY).findings
    assert all(one.severity is Severity.ERROR for one in found)
    assert all("{" not in catalogue.explain(one, lang) for one in found for lang in ("uk", "en"))
    return [(one.path, one.field, one.code) for one in found]


def test_good(folder: Path):
    """A package in order, beside a publisher in order, has no finding."""
    assert findings(folder) == []


@pytest.mark.parametrize(("old", "new", "field", "code"), CASES)
def test_package_file(folder: Path, old: str, new: str, field: str, code: str):
    """A value that breaks its rule is one error that names the key of package.yaml."""
    change(folder / "package.yaml", old, new)
    assert findings(folder) == [("package.yaml", field, code)]


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("26241020", "26241021", "edrpou", "passport-edrpou"),
        ("UA35", "UA99", "katottg", "passport-katottg"),
        ("viddil@rada.example", "viddil at rada", "contact.email", "passport-email"),
    ],
)
def test_publisher(folder: Path, old: str, new: str, field: str, code: str):
    """The publisher's entry in organizations.yaml is judged by the same rules."""
    change(folder.parent / "organizations.yaml", old, new)
    assert findings(folder) == [("organizations.yaml", field, code)]


@pytest.mark.parametrize("text", ["[", "- 1", "zrazkova-miska-rada", "\udcff"])
def test_unreadable_neighbour(folder: Path, text: str):
    """A file of organisations that cannot be read is no fault of the package."""
    path = folder.parent / "organizations.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert findings(folder) == []


def test_own_annex(folder: Path):
    """An item of the publisher's own list of the annex is known where the list lies beside."""
    change(folder / "package.yaml", "annexItem: additional", "annexItem: budget")
    assert findings(folder) == [("package.yaml", "annexItem", "passport-annex")]
    (folder.parent / "annex835.json").write_text(
        '[{"code": "budget", "list": "local", "title": {"uk": "Бюджет", "en": "Budget"}}]',
        encoding="utf-8",
    )
    assert findings(folder) == []


def test_in_an_archive(folder: Path, tmp_path: Path):
    """A package in a ZIP is judged by the same rules."""
    change(folder / "package.yaml", "language: ua", "language: uk")
    packed = shutil.make_archive(str(tmp_path / "nabir"), "zip", folder.parent, folder.name)
    assert [i.code for i in check(Path(packed), TODAY).findings] == ["passport-language"]
