"""Who answers for what: read from the package, and changed where the publisher may change it."""

from pathlib import Path

import pytest

from ckanext.infoprog.core import package, workspace
from ckanext.infoprog.core.cycle import membership
from ckanext.infoprog.core.cycle.answering import Answer, Answering
from ckanext.infoprog.core.cycle.membership import Kind, Wish
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from tests.core.cycle import places
from tests.core.cycle.places import CENTRE, DIGITAL, ENTERPRISE, GROUP, SCHOOLS, SOCIAL


def answering(folder: Path) -> Answering:
    return Answering(package.read_package(folder), Period(2025, 1))


class TestAnswering:
    def test_group(self):
        """A measure of a group is answered by each of the group's members."""
        found = answering(places.SOURCE).of_measure("1.2")
        assert found == tuple(Answer(body, body) for body in (CENTRE, SCHOOLS, SOCIAL))

    def test_co_executor(self):
        """Co-executors are not asked where somebody is responsible."""
        assert answering(places.SOURCE).of_measure("1.3") == (Answer(DIGITAL, DIGITAL),)

    def test_group_without_members(self, folder: Path):
        """A group without members is answered for by the body that a duty names."""
        path = folder / "data" / "executantMembers.csv"
        path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
        found = answering(folder)
        assert found.of_measure("1.2") == (Answer(GROUP, DIGITAL),)
        (left,) = found.unanswered()
        assert (left.table, left.key, left.body) == ("executants", GROUP, DIGITAL)

    def test_nothing_left(self):
        """The example community has a body for everything."""
        assert answering(places.SOURCE).unanswered() == ()

    def test_real_programmes(self):
        """In the real programmes every group without members and every unclaimed row is listed."""
        for folder in workspace.find(Path(__file__)).packages():
            read = package.read_package(folder)
            if "measures" not in read.tables:
                continue
            found = Answering(read, Period(2026))
            groups = {k for k, kind in found.kinds.items() if kind != "body"}
            listed = {one.key for one in found.unanswered() if one.table == "executants"}
            assert listed <= groups - set(found.members)
            for row in read.rows("measures"):
                bodies = {one.body for one in found.of_measure(str(row["measureId"]))}
                empty = {k for k in groups if not found.members.get(k)}
                assert not (bodies & empty) or found.substitute is None


class TestMembership:
    def test_add_and_remove(self, folder: Path):
        """What the publisher adds is marked as such, and removing it restores the bytes."""
        path = folder / "data" / "executantMembers.csv"
        before = path.read_bytes(), (folder / "datapackage.json").read_bytes()
        membership.change(folder, Wish(Kind.GROUP, GROUP, ENTERPRISE))
        key = f"{GROUP}~{ENTERPRISE}"
        assert places.cell(folder, "executantMembers", key, "basis") == "publisher"
        assert Answer(ENTERPRISE, ENTERPRISE) in answering(folder).of_measure("1.2")
        membership.change(folder, Wish(Kind.GROUP, GROUP, ENTERPRISE, remove=True))
        assert (path.read_bytes(), (folder / "datapackage.json").read_bytes()) == before

    @pytest.mark.parametrize(
        ("kind", "key", "table", "made"),
        [
            (Kind.MEASURE, "1.1", "measureExecutants", f"1.1~{ENTERPRISE}~responsible"),
            (Kind.METRIC, "1.1", "metricSources", f"1.1~{ENTERPRISE}"),
        ],
    )
    def test_executor(self, folder: Path, kind: Kind, key: str, table: str, made: str):
        """A body that the publisher names says so and has no place in the document."""
        assert membership.change(folder, Wish(kind, key, ENTERPRISE)) == table
        row = places.row(folder, table, made)
        assert (row["basis"], row["sourceRef"]) == ("publisher", None)
        membership.change(folder, Wish(kind, key, ENTERPRISE, remove=True))
        assert made not in places.keys(folder, table)

    def test_indicator(self, folder: Path):
        """An indicator is entered by one body, which is taken back before another is named."""
        with pytest.raises(CycleError, match="already named"):
            membership.change(folder, Wish(Kind.INDICATOR, "ind-1-4", SCHOOLS))
        membership.change(folder, Wish(Kind.INDICATOR, "ind-1-4", DIGITAL, remove=True))
        membership.change(folder, Wish(Kind.INDICATOR, "ind-1-4", SCHOOLS))
        assert places.cell(folder, "indicators", "ind-1-4", "responsibleId") == SCHOOLS

    def test_new_body(self, folder: Path):
        """A body that the document does not name gets an id from its name, once."""
        made = membership.new_body(folder, "Відділ зв’язку")
        assert made == "viddil-zviazku"
        assert places.cell(folder, "executants", made, "kind") == "body"
        with pytest.raises(CycleError, match="already stands"):
            membership.new_body(folder, "Відділ зв’язку")

    @pytest.mark.parametrize(
        ("wish", "code"),
        [
            (Wish(Kind.MEASURE, "9.9", CENTRE), "cycle-unknown-key"),
            (Wish(Kind.MEASURE, "1.1", "nobody"), "cycle-unknown-body"),
            (Wish(Kind.GROUP, CENTRE, SCHOOLS), "cycle-no-group"),
            (Wish(Kind.METRIC, "1.1", CENTRE), "cycle-already"),
            (Wish(Kind.METRIC, "1.1", SCHOOLS, remove=True), "cycle-not-there"),
            (Wish(Kind.METRIC, "1.1", CENTRE, remove=True), "cycle-of-document"),
            (Wish(Kind.GROUP, GROUP, CENTRE, remove=True), "cycle-of-document"),
        ],
    )
    def test_refused(self, folder: Path, wish: Wish, code: str):
        """A wish that cannot be is refused by name, and nothing is written."""
        before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        with pytest.raises(CycleError) as caught:
            membership.change(folder, wish)
        assert [issue.code for issue in caught.value.issues] == [code]
        assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
