"""A plan is pure: kept as JSON, read back the same, and refused where it does not fit."""

import datetime
from pathlib import Path

import pytest

from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.publish import local, plan
from ckanext.infoprog.core.publish.difference import Difference, FieldChange
from ckanext.infoprog.core.publish.local import Local
from ckanext.infoprog.core.publish.manifest import Input, Manifest
from ckanext.infoprog.core.publish.publication import Base, Drift
from ckanext.infoprog.core.publish.refusals import RefusedError
from tests.core.derive import small

DAY = datetime.date(2026, 11, 21)
PORTAL = "https://data.example.org"
NOTHING = Base(exists=False, managed=False, version=0)


@pytest.fixture
def here(tmp_path: Path) -> Local:
    """Return a small package of a working folder."""
    return local.look(small.make(tmp_path).package("misto-2026-2027"), DAY)


def difference(base: int, *metadata: FieldChange) -> Difference:
    return Difference("misto-2026-2027", base, base + 1, metadata=metadata)


class TestMake:
    def test_first(self, here: Local):
        """A plan for a portal without the package creates it and sends every file once."""
        made = plan.make(here, NOTHING, difference(0), {"flat": "1" * 64})
        assert made.creates
        assert not made.is_empty
        assert {one.path for one in made.send} == {one.path for one in here.inputs}
        assert made.bytes_to_send == sum(one.size for one in here.inputs)

    def test_what_the_portal_has(self, here: Local):
        """Files that the published version holds, under whatever name, are not sent."""
        kept = Input("data/other-name.csv", here.inputs[0].sha256, here.inputs[0].size)
        base = Base(True, True, 1, manifest=manifest(kept))
        made = plan.make(here, base, difference(1), {})
        assert here.inputs[0] not in made.send
        assert len(made.send) == len(here.inputs) - 1

    def test_unchanged(self, here: Local):
        """A plan is empty where neither data differ nor the portal was changed by hand."""
        base = Base(True, True, 4, manifest=manifest(*here.inputs))
        assert plan.make(here, base, difference(4), {}).is_empty
        drifted = Base(True, True, 4, "", False, (Drift("title", "А", "Б"),), manifest())
        assert not plan.make(here, drifted, difference(4), {}).is_empty
        assert not plan.make(here, base, difference(4, FieldChange("title", "А", "Б")), {}).is_empty


class TestJson:
    def test_round_trip(self, here: Local):
        """A plan that is written and read back is the same plan."""
        base = Base(True, True, 4, "a" * 64, False, (Drift("tags", ["а"], None),), manifest())
        made = plan.make(here, base, difference(4, FieldChange("title", None, "Б")), {"flat": "1"})
        text = plan.to_json([made], PORTAL)
        (read,) = plan.from_json(text, PORTAL)
        assert read == made
        assert plan.to_json([read], PORTAL) == text

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "not a plan"),
            ("[]", "not a plan"),
            ('{"format": 1}', "not a plan"),
            ('{"format": 2, "plans": []}', "format 2"),
            ('{"format": 1, "portal": "https://other", "plans": []}', "made for https://other"),
            ('{"format": 1, "portal": "x", "plans": [{"package": "a"}]}', "not a plan"),
        ],
    )
    def test_odd(self, text: str, message: str):
        """What is no plan, or one for another portal, is refused with the reason."""
        with pytest.raises(UsageError, match=message):
            plan.from_json(text, PORTAL)


class TestRefuseOther:
    def test_same(self, here: Local):
        """The planned package passes."""
        plan.make(here, NOTHING, difference(0), {}).refuse_other(here)

    def test_changed_file(self, here: Local):
        """A package with another file than planned is refused by the file's name."""
        made = plan.make(here, NOTHING, difference(0), {})
        table = here.folder / "data" / "programme.csv"
        table.write_text(table.read_text("utf-8").replace("Програма", "Проєкт"), "utf-8")
        with pytest.raises(RefusedError, match=r"\(data/programme\.csv\)") as caught:
            made.refuse_other(local.look(here.folder, DAY))
        assert caught.value.code == "plan-differs"

    def test_changed_organisation(self, here: Local):
        """An organisation's entry that changed since is refused too: it makes the description."""
        made = plan.make(here, NOTHING, difference(0), {})
        file = here.folder.parent / "organizations.yaml"
        file.write_text(file.read_text("utf-8").replace("data@", "info@"), "utf-8")
        with pytest.raises(RefusedError, match=r"\(organizations\.yaml\)"):
            made.refuse_other(local.look(here.folder, DAY))


class TestStopAtFindings:
    def test_error(self, here: Local):
        """Errors stop a package whatever is allowed; the counts are told."""
        table = here.folder / "data" / "programme.csv"
        table.write_text("x\n1\n", "utf-8")
        looked = local.look(here.folder, DAY)
        with pytest.raises(RefusedError, match="found errors: "):
            local.stop_at_findings(looked, allow_warnings=True)

    def test_entry(self, here: Local):
        """The organisation's entry is taken from organizations.yaml beside the package."""
        assert here.entry is not None
        assert here.entry["slug"] == here.meta.organization == "misto"


def manifest(*inputs: Input) -> Manifest:
    """Return a published version that was made from these files."""
    return Manifest(
        package="misto-2026-2027",
        package_id="",
        version=4,
        publication="",
        created="",
        by={},
        act="publish",
        inputs=inputs,
        dataset={},
        items=(),
        schemas="",
        engine="",
    )
