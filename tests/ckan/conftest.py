"""Fixtures of the tests that run inside CKAN, on PostgreSQL, Redis and Solr of their own."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan.common import CKANConfig
from ckan.lib.helpers import helper_functions as h
from ckan.tests import factories, helpers
from ckan.tests.helpers import CKANTestApp
from werkzeug.test import TestResponse

from portal import sites

Made = dict[str, Any]


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark of CKAN's own fixtures; give each process of xdist a site of its own."""
    config.addinivalue_line("markers", "ckan_config(key, value): an option for one test")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if worker:
        home = Path(config.option.ckan_ini).parent
        config.option.ckan_ini = str(home.with_name(sites.PYTESTS[worker].name) / "ckan.ini")


@pytest.fixture
def portal(
    with_plugins: None,
    clean_db: None,
    migrate_db_for: Callable[[str], None],
    clean_index: None,
    clean_queues: None,
) -> None:
    """Give an empty portal with the plugins of the ini loaded."""
    migrate_db_for("activity")
    migrate_db_for("infoprog")


@pytest.fixture
def storage(ckan_config: CKANConfig, tmp_path: Path) -> Path:
    """Give an empty storage and return its folder."""
    ckan_config["ckan.storage_path"] = str(tmp_path)
    return tmp_path


@pytest.fixture
def small_disk(ckan_config: CKANConfig, tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that gives a storage on a disk of its own, of this size."""
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(size: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("no right to mount a small disk")
        ckan_config["ckan.storage_path"] = str(disk)
        return disk

    yield mount
    if disk.is_mount():
        subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def page(portal: None, app: CKANTestApp) -> Callable[..., TestResponse]:
    """Return a function that opens an address as a visitor and gives the answer."""

    def open_page(address: str, status: int = 200, **more: object) -> TestResponse:
        answer = app.get(address, expect_errors=status >= 400, follow_redirects=False, **more)
        assert answer.status_code == status
        return answer

    return open_page


@pytest.fixture
def publisher(portal: None) -> dict[str, Any]:
    """Return an organisation that publishes."""
    return factories.Organization(name="miska-rada", title="Міська рада")


@pytest.fixture
def dataset(publisher: dict[str, Any]) -> Callable[..., Made]:
    """Return a function that makes a dataset of the publisher."""

    def make(**more: object) -> Made:
        return factories.Dataset(owner_org=publisher["id"], **more)

    return make


@pytest.fixture
def table(dataset: Callable[..., Made]) -> Iterator[Callable[..., Made]]:
    """Return a function that makes a dataset whose one resource has a table in the DataStore."""
    made: list[str] = []
    user = factories.Sysadmin()["name"]

    def make(records: list[dict[str, Any]], fields: list[dict[str, Any]], **more: object) -> Made:
        package = dataset(**more)
        resource = factories.Resource(
            package_id=package["id"], name="Заходи", format="CSV", user={"name": user}
        )
        helpers.call_action(
            "datastore_create",
            context={"user": user},
            resource_id=resource["id"],
            fields=fields,
            records=records,
            force=True,
        )
        made.append(resource["id"])
        address = h.url_for("resource.read", id=package["name"], resource_id=resource["id"])
        return {"package": package, "resource": resource, "address": address}

    yield make
    for resource_id in made:
        helpers.call_action(
            "datastore_delete", context={"user": user}, resource_id=resource_id, force=True
        )
