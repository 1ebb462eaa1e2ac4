"""`infoprog report` writes the documents of a period."""

from pathlib import Path

import pytest

from ckanext.infoprog.core.cycle import reportlayout
from tests.commands.conftest import Call
from tests.core.cycle import places, readback


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into a working folder with the example community."""
    places.example(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestReport:
    def test_quarter(self, call: Call, there: Path):
        """A quarter gives one document in two forms, named after programme, period and kind."""
        done = call("report", places.NAME, "--period", "2025-q2", "--to", "out")
        name = "out/zrazkova-hromada_2025-Q2_statusInfo"
        assert (done.code, done.out) == (0, "")
        assert done.err == f"Written: {name}.docx\nWritten: {name}.xlsx\n"
        assert readback.lines(there / f"{name}.docx")[0] == "Інформація про стан виконання Програми"

    @pytest.mark.parametrize(
        ("words", "title"),
        [
            ((), "Звіт про результати виконання Програми"),
            (("--kind", "progress"), "Звіт про хід виконання Програми"),
        ],
    )
    def test_year(self, call: Call, there: Path, words: tuple[str, ...], title: str):
        """A year has two reports; without a choice it is the one on results."""
        assert call("report", places.NAME, "--period", "2025", "--to", "out", *words).code == 0
        (path,) = (there / "out").glob("*.docx")
        assert readback.lines(path)[:2] == [title, "(орієнтовна форма)"]

    def test_blank(self, call: Call, there: Path):
        """What --blank writes, given back unchanged, gives the document that stands without it."""
        words = ("report", places.NAME, "--period", "2025", "--to")
        assert call(*words, "own", "--blank").err == (
            "Written: own/results.docx\nWritten: own/layout.yaml\n"
        )
        assert (there / "own" / "layout.yaml").read_text("utf-8") == reportlayout.shipped()
        own = ("--layout", "own/layout.yaml", "--template", "own/results.docx")
        assert call(*words, "one").code == call(*words, "two", *own).code == 0
        for path in (there / "one").iterdir():
            assert path.read_bytes() == (there / "two" / path.name).read_bytes()

    def test_refused(self, call: Call, there: Path):
        """A period without a report writes nothing and says what to do first."""
        done = call("report", places.NAME, "--period", "2026-Q1", "--to", "out")
        assert (done.code, done.out) == (1, "")
        assert done.err == (
            "The data have no report for 2026-Q1. Accept the answers first: infoprog accept … "
            "--period 2026-Q1. [report-none]\n"
        )
        assert not (there / "out").exists()
