"""The check: what is opened, what the report holds, and that nothing is left out or said twice."""

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from ckanext.infoprog.core import catalogue, workspace
from ckanext.infoprog.core.check import Report, check, check_stream
from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.issues import Severity

TODAY = date(2026, 11, 21)
EXAMPLE = workspace.find().examples / "zrazkova-hromada"
TASKS = "taskId,directionId,title,sourceRef,priorityId\n"
ROW = "t-01,1,Підключити установи,line 1,null\n"


def codes(report: Report) -> list[tuple[int | None, str | None, str]]:
    return [(i.row, i.field, i.code) for i in report.findings]


@pytest.fixture
def folder(tmp_path: Path):
    copied = tmp_path / EXAMPLE.name
    shutil.copytree(EXAMPLE, copied)
    return copied


class TestFolder:
    def test_clean_package(self):
        """A valid package has no findings; what its discrepancies name stands apart."""
        report = check(EXAMPLE, TODAY)
        assert (report.findings, report.ok) == ((), True)
        assert report.known_by_code == {"sum-measure": 1}
        assert report.target == "zrazkova-hromada"

    def test_rows_are_counted(self, folder: Path):
        """The report counts the rows of each table in the order of the data model."""
        rows = check(folder, TODAY).rows
        assert list(rows)[:2] == ["programme", "editions"]
        assert rows["editions"] == 2

    def test_places_are_in_the_file(self, folder: Path):
        """A finding of a rule names the file and the row where the cell stands."""
        path = folder / "data" / "funding.csv"
        lines = path.read_text("utf-8").splitlines(keepends=True)
        assert ",amount," in lines[1]
        lines[1] = lines[1].replace(",amount,", ",notStated,")
        path.write_text("".join(lines), encoding="utf-8")
        (found,) = [i for i in check(folder, TODAY).findings if i.code == "amount-kind"]
        assert (found.path, found.row, found.field) == ("data/funding.csv", 2, "amount")

    def test_control_character(self, folder: Path):
        """A cell that may not be written is a finding like any other, and is shown harmlessly."""
        path = folder / "data" / "measures.csv"
        header, first, *rest = path.read_text("utf-8").splitlines(keepends=True)
        cells = first.split(",")
        cells[1] = "\0"
        path.write_text(header + ",".join(cells) + "".join(rest), encoding="utf-8")
        found = [i for i in check(folder, TODAY).findings if i.field == "directionId"]
        assert [(i.row, i.code) for i in found] == [(2, "foreign-key"), (2, "pattern")]
        assert not any("\0" in catalogue.explain(i, "uk") for i in found)

    @pytest.mark.parametrize(
        ("name", "content", "expected"),
        [
            ("data/tasks.csv", b"", "unreadable-table"),
            ("data/tasks.csv", b"taskId\n\xff\n", "unreadable-table"),
            ("data/tasks.csv", b"\xef\xbb\xbftaskId\n", "unreadable-table"),
            ("data/tasks.csv", b'taskId\n"t-01\n', "unreadable-table"),
            ("data/tasks.csv", b"taskId;directionId\nt-01;1\n", "unreadable-table"),
            ("data/zakhody.csv", b"a\n1\n", "unknown-table"),
            ("package.yaml", b"name: [", "package-file"),
            ("package.yaml", b"\xff", "package-file"),
        ],
    )
    def test_unreadable_file(self, folder: Path, name: str, content: bytes, expected: str):
        """A file that cannot be read is one finding that names it, and the rest is checked."""
        (folder / name).write_bytes(content)
        report = check(folder, TODAY)
        assert [(i.path, i.code) for i in report.findings] == [(name, expected)]
        for lang in ("uk", "en"):
            assert not {"{", "Error"} & set(catalogue.explain(report.findings[0], lang).split())

    def test_without_description(self, folder: Path):
        """Without package.yaml datapackage.json describes a folder; without both it is told so."""
        (folder / "package.yaml").unlink()
        (folder / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
        assert check(folder, TODAY).ok
        (folder / "datapackage.json").unlink()
        assert [i.code for i in check(folder, TODAY).findings] == ["no-package"]

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (b"name: zrazkova-hromada", b"name: \xff", "він не в кодуванні UTF-8"),
            (b"name: zrazkova-hromada", b"name: [", "порушено запис YAML чи JSON"),
            (b"sources:", b"origins:", "бракує ключа (sources)"),
            (
                b"name: zrazkova-hromada",
                b"name: 12",
                "непридатне значення (name must be a text)",
            ),
        ],
    )
    def test_why_in_the_language_of_the_reader(
        self, folder: Path, old: bytes, new: bytes, said: str
    ):
        """Why a description cannot be read is said in the reader's language, with the detail."""
        path = folder / "package.yaml"
        path.write_bytes(path.read_bytes().replace(old, new, 1))
        (found,) = check(folder, TODAY).findings
        assert said in catalogue.explain(found, "uk")

    def test_lost_keys(self, folder: Path):
        """References to a table whose keys could not be read are not told as broken one by one."""
        path = folder / "data" / "tasks.csv"
        path.write_text(path.read_text("utf-8").replace("taskId", "id", 1), encoding="utf-8")
        codes = {i.code for i in check(folder, TODAY).findings}
        assert "foreign-key" not in codes
        assert "missing-column" in codes

    def test_empty_folder(self, tmp_path: Path):
        """A folder without tables is told so, not called clean."""
        (tmp_path / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
        assert [i.code for i in check(tmp_path, TODAY).findings] == ["no-tables"]


class TestFile:
    def test_named_after_its_table(self, tmp_path: Path):
        """A file named as a table is named needs no schema's name."""
        (tmp_path / "tasks.csv").write_text(TASKS + ROW, encoding="utf-8")
        report = check(tmp_path / "tasks.csv", TODAY)
        assert (report.findings, report.rows) == ((), {"tasks": 1})

    def test_unknown_schema(self, tmp_path: Path):
        """A file whose table is not known is a question to the user, with the names to choose."""
        (tmp_path / "a.csv").write_text(TASKS + ROW, encoding="utf-8")
        with pytest.raises(UsageError, match="--schema: .*tasks"):
            check(tmp_path / "a.csv", TODAY)

    def test_no_table_at_all(self, tmp_path: Path):
        """A file that is no table is told so, whether or not a schema is named."""
        path = tmp_path / "zvit.csv"
        path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        assert [i.code for i in check(path, TODAY).findings] == ["wrong-format"]
        assert check(path, TODAY) == check(path, TODAY, "tasks")

    def test_missing_file(self, tmp_path: Path):
        """A path where nothing is cannot be checked."""
        with pytest.raises(UsageError, match="no file"):
            check(tmp_path / "tasks.csv", TODAY)

    def test_rows_of_the_wild(self, tmp_path: Path):
        """Structure and rules name the rows of the file, not those behind its title rows."""
        text = "Перелік;;;;\n;;;;\n" + (TASKS + ROW + "t-02,1,Cистема,line 2,null\n").replace(
            ",", ";"
        )
        (tmp_path / "t.csv").write_bytes(text.encode("cp1251"))
        found = codes(check(tmp_path / "t.csv", TODAY, "tasks"))
        assert (5, "title", "mixed-alphabet") in found

    def test_refused_cell_is_told_once(self, tmp_path: Path):
        """A cell that reading refuses gets no second finding."""
        header = (
            "totalId,projectId,source,sourceLabel,year,amount,amountPrinted,currency,sourceRef\n"
        )
        row = 'x~localBudget~2026,x,localBudget,null,2026,"1,234",1,UAH,line 1\n'
        (tmp_path / "t.csv").write_text(header + row, encoding="utf-8")
        report = check(tmp_path / "t.csv", TODAY, "projectTotals")
        assert [c for c in codes(report) if c[1] == "amount"] == [(2, "amount", "number-ambiguous")]

    def test_no_references_alone(self, tmp_path: Path):
        """A table that stands alone is judged without the rules that look into other tables."""
        (tmp_path / "tasks.csv").write_text(TASKS + ROW + ROW, encoding="utf-8")
        assert codes(check(tmp_path / "tasks.csv", TODAY)) == [(3, "taskId", "duplicate-key")]

    def test_what_is_no_table(self, tmp_path: Path):
        """A PDF under the name of a table is one finding."""
        (tmp_path / "tasks.csv").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        report = check(tmp_path / "tasks.csv", TODAY)
        assert [i.code for i in report.findings] == ["wrong-format"]
        assert not report.ok


class TestStream:
    def test_standard_input(self):
        """What comes by a stream is checked as a file of that name."""
        report = check_stream(io.BytesIO((TASKS + ROW).encode()), "stdin", TODAY, "tasks")
        assert (report.target, report.ok, report.rows) == ("stdin", True, {"tasks": 1})


class TestZip:
    @pytest.mark.parametrize("root", ["", "zrazkova-hromada/"])
    def test_package_in_a_zip(self, tmp_path: Path, root: str):
        """A ZIP of a package gives what its folder gives, with or without the folder in it."""
        path = tmp_path / "zrazkova-hromada.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(EXAMPLE.rglob("*")):
                archive.write(file, root + str(file.relative_to(EXAMPLE)))
        report = check(path, TODAY)
        assert report.findings == ()
        assert (report.rows, report.known) == (
            check(EXAMPLE, TODAY).rows,
            check(EXAMPLE, TODAY).known,
        )

    def test_zip_of_something_else(self, tmp_path: Path):
        """A ZIP without a package is told so."""
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "nothing")
        assert "no-package" in {i.code for i in check(path, TODAY).findings}


class TestReport:
    def test_counts_agree(self, tmp_path: Path):
        """The counts by code, severity and table all count the same findings."""
        (tmp_path / "tasks.csv").write_text(
            TASKS + "t,1,null,l,null\n\nt,1,,l,null\n", encoding="utf-8"
        )
        report = check(tmp_path / "tasks.csv", TODAY)
        total = len(report.findings)
        assert total >= 3
        assert sum(report.by_code.values()) == sum(report.by_severity.values()) == total
        assert sum(n for counts in report.by_table.values() for n in counts.values()) == total
        assert report.by_severity[Severity.ERROR] > 0

    def test_findings_are_sorted(self, folder: Path):
        """Findings stand in the order of their place."""
        for path in (folder / "data").glob("*.csv"):
            path.write_text(path.read_text("utf-8").replace("а", "a", 3), encoding="utf-8")
        report = check(folder, TODAY)
        assert len(report.findings) > 3
        assert list(report.findings) == sorted(report.findings)
