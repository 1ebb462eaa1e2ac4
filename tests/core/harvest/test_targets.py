"""The kinds of targets are those that the test portal really raises."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ckanext.infoprog.core.harvest import targets
from ckanext.infoprog.core.harvest.carried import Kind
from portal import services, settings
from tests.core.harvest.conftest import ROOT

PLACED = {*targets.CORE, "name", "owner_org"}


@pytest.fixture(scope="module")
def national() -> list[dict[str, Any]]:
    """Give the fields of the schema that the national test portal has."""
    text = (ROOT / "portal/national/dataset_schema.yaml").read_text("utf-8")
    return list(yaml.safe_load(text)["dataset_fields"])


class TestNational:
    def test_fields(self, national: list[dict[str, Any]]):
        """The fields over and above CKAN's own are those of the portal's schema."""
        names = {one["field_name"] for one in national}
        assert targets.targets()[Kind.NATIONAL].fields == names - PLACED

    def test_required(self, national: list[dict[str, Any]]):
        """What it refuses to miss is what its form requires; keywords are kept as tags."""
        names = {one["field_name"] for one in national if one.get("required")}
        required = set(targets.targets()[Kind.NATIONAL].required)
        assert required == {"tags" if name == "tag_string" else name for name in names}


class TestPeer:
    def test_fields(self):
        """A portal with our schema keeps every field of a passport and what publications write."""
        found = targets.targets()[Kind.PEER].fields
        assert {"infoprog_purpose", "infoprog_version", "title_en", "uri"} <= found
        assert not found & PLACED


class TestClockwork:
    def test_of_sites_that_harvest(self):
        """Each site that harvests has its clock-work, and the city's own site has none."""
        here = settings.read({"WITH_NATIONAL": "1", "INFOPROG_PROFILE": "test"})
        names = {one.name for one in services.of(here) if one.name.endswith("-clockwork")}
        assert names == {"national-clockwork", "plain-clockwork", "peer-clockwork"}
