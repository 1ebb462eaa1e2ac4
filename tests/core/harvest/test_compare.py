"""What became of a dataset on another portal is told field by field, by the shipped table."""

import copy
from typing import Any

import pytest

from ckanext.infoprog.core.harvest import carried
from ckanext.infoprog.core.harvest.carried import Kind, Outcome, Path
from ckanext.infoprog.core.harvest.compare import compare, pairs, value_at
from ckanext.infoprog.core.passport import elements

SOURCE: dict[str, Any] = {
    "id": "3d906c7b",
    "name": "digital",
    "title": "Програма",
    "title_en": "Programme",
    "infoprog_language": "ua",
    "infoprog_update_frequency": "once a quarter",
    "tags": [{"name": "бюджет"}],
    "metadata_modified": "2026-11-21T18:58:18.781955",
    "resources": [
        {"id": "a", "name": "Заходи", "hash": "f00", "size": 12},
        {"id": "b", "name": "Книга", "hash": "baa", "size": 7},
    ],
}
# As the CKAN harvester leaves it on a CKAN without our schema.
PLAIN: dict[str, Any] = {
    "id": "3d906c7b",
    "name": "digital",
    "title": "Програма",
    "tags": [{"name": "бюджет"}],
    "metadata_modified": "2026-11-21T18:58:18.781955",
    "extras": [
        {"key": "passport_title_en", "value": "Programme"},
        {"key": "language", "value": "ua"},
        {"key": "update_frequency", "value": "once a quarter"},
    ],
    "resources": [
        {"id": "a", "name": "Заходи", "hash": "f00", "size": "12"},
        {"id": "b", "name": "Книга", "hash": "baa", "size": "7"},
    ],
}
TERM = "http://publications.europa.eu/resource/authority"


def outcomes(target: dict[str, Any], path: str = "ckan", kind: str = "plain") -> dict[str, str]:
    """Return what became of each field."""
    return {one.field: str(one.outcome) for one in compare(SOURCE, target, path, kind)}


def changed(**more: object) -> dict[str, Any]:
    """Return the copy with some fields changed."""
    return {**copy.deepcopy(PLAIN), **more}


class TestTable:
    """`table()`: what harvesters carry."""

    def test_every_element_of_the_passport(self):
        """Every element of the passport has a row that says what becomes of it."""
        named = {one.name for one in carried.table().dataset}
        assert set(elements.elements()) - {"tag_string"} <= named

    def test_reasons_in_both_languages(self):
        """Whatever is lost has a reason, and every reason is said in both languages and used."""
        found = carried.table()
        used = {
            place.reason
            for one in (*found.dataset, *found.resource)
            for place in one.places.values()
            if place.reason
        }
        assert used == set(found.reasons)
        assert all(set(words) == {"uk", "en"} for words in found.reasons.values())

    def test_extras_clash_with_no_field(self):
        """An extra never has the name of a field of ours or of CKAN’s: targets would refuse it."""
        found = carried.table()
        fields = {one.name for one in found.dataset}
        keys = list(found.extras.values())
        assert not fields & set(keys)
        assert len(set(keys)) == len(keys)


class TestCompare:
    """`compare()`: source against target."""

    def test_as_it_arrives(self):
        """A field is kept where it stands under its name, and mapped where it stands elsewhere."""
        found = outcomes(PLAIN)
        assert found["title"] == found["resources[0].hash"] == found["order"] == "kept"
        assert found["title_en"] == found["infoprog_language"] == "mapped"
        assert "differs" not in found.values()

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"title": "Інша"}, "title"),
            ({"extras": PLAIN["extras"][1:]}, "title_en"),
            ({"metadata_modified": "2026-11-21T19:58:18.781955"}, "metadata_modified"),
            ({"tags": []}, "tags"),
            ({"maintainer": "Хтось"}, "maintainer"),
            ({"resources": PLAIN["resources"][::-1]}, "order"),
            ({"resources": PLAIN["resources"][:1]}, "resource"),
        ],
    )
    def test_what_differs(self, more: dict[str, Any], field: str):
        """A value differs that is another one, is missing, or is not the source’s."""
        found = outcomes(changed(**more))
        assert [name for name, said in found.items() if said == "differs"] == [field]

    def test_other_spelling(self):
        """The EU’s term says the same as the national word; another term does not."""
        spoken = f'["{TERM}/language/UKR"]'
        extras = [
            {"key": "language", "value": spoken},
            {"key": "frequency", "value": f"{TERM}/frequency/MONTHLY"},
        ]
        found = outcomes(changed(extras=extras), "dcat")
        assert found["infoprog_language"] == "mapped"
        assert found["infoprog_update_frequency"] == "differs"

    def test_lost(self):
        """What the table gives up is lost, with the name of the reason for its place."""
        found = {one.field: one for one in compare(SOURCE, PLAIN, "dcat", "plain")}
        assert found["name"].outcome == Outcome.LOST
        assert found["name"].place in carried.table().reasons

    def test_empty(self):
        """What the source does not say is told of nowhere, unless the target says something."""
        assert "notes" not in outcomes(PLAIN)
        assert outcomes(changed(notes="…"))["notes"] == "differs"


class TestPairs:
    """`pairs()`: each resource with its copy."""

    def test_by_uri(self):
        """The DCAT harvester gives resources new ids; their URIs end in the ids of the source."""
        copies = [{"id": "x", "uri": "http://city/dataset/3d/resource/b"}]
        found = pairs(SOURCE, changed(resources=copies), "dcat")
        assert [other and other["id"] for _one, other in found] == [None, "x"]


class TestValueAt:
    """`value_at()`: what stands at a place."""

    def test_places(self):
        """A place is a field or an extra; what is not there is None."""
        assert value_at(PLAIN, "title") == "Програма"
        assert value_at(PLAIN, "extra:language") == "ua"
        assert value_at(PLAIN, "extra:nothing") is None


@pytest.mark.parametrize("path", list(Path))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_cell(path: Path, kind: Kind):
    """Each field has one place or one reason for each harvester and each kind of target."""
    for one in (*carried.table().dataset, *carried.table().resource):
        place = one.place(path, kind)
        assert bool(place.at) != bool(place.reason), (one.name, path, kind)
