"""Whose a dataset is: the one rule by which it leaves, is previewed and is looked for elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.infoprog.core.harvest import gather
from ckanext.infoprog.core.harvest.configuration import Configuration

RADA = {"name": "kropyvnytska-miska-rada", "title": "Кропивницька міська рада"}
OWN, OTHER = "26241020", "04057287"


def dataset(**said: object) -> dict[str, Any]:
    """Return a public dataset of the city."""
    shown = {"id": "1", "name": "nabir", "title": "Набір", "type": "dataset", "state": "active"}
    return {**shown, "private": False, "organization": RADA, **said}


@pytest.mark.parametrize(
    ("said", "is_foreign"),
    [
        ({}, False),
        ({"infoprog_publisher_id": OWN}, False),
        ({"infoprog_publisher_id": OWN, "infoprog_publisher_name": "Міськрада"}, False),
        ({"infoprog_publisher_id": OTHER}, True),
        ({"infoprog_publisher_id": OTHER, "infoprog_publisher_name": RADA["title"]}, True),
        ({"infoprog_publisher_name": "Кременчуцька міська рада"}, True),
    ],
    ids=str,
)
class TestPublisher:
    def test_foreign(self, shipped: Configuration, said: dict[str, str], is_foreign: bool):
        """The code tells whose a dataset is; without a code the name does."""
        given = dataset(**said)
        assert gather.is_foreign(given, RADA, shipped.city) is is_foreign
        assert (gather.foreign(given, RADA, shipped.city) is not None) is is_foreign

    def test_leaves(self, shipped: Configuration, said: dict[str, str], is_foreign: bool):
        """What another publisher answers for is not looked for among what has left."""
        assert gather.leaves(dataset(**said), shipped.city) is not is_foreign


@pytest.mark.parametrize(
    "said",
    [{"private": True}, {"state": "draft"}, {"type": "harvest"}, {"organization": {"name": "o"}}],
    ids=str,
)
def test_withheld(shipped: Configuration, said: dict[str, Any]):
    """What is hidden, is no dataset or stands elsewhere does not leave, and the reason is given."""
    given = dataset(**said)
    assert not gather.leaves(given, shipped.city)
    assert gather.taken([given], shipped.city) == ()
    assert [one.code for one in gather.withheld([given], shipped.city)] == ["harvest-withheld"]
