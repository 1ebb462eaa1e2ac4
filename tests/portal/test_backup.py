"""A saved portal comes back with its ids, pages, answers and tokens."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from bs4 import BeautifulSoup

from portal import sites
from portal.settings import PORTS, Settings
from tests.passport import PASSPORT

from .conftest import SECOND_SHIFT, Portal

NAME = f"saved-{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def token(here: Settings) -> str:
    """Return the publisher's token."""
    return (sites.CITY.home(here) / "token").read_text().strip()


@pytest.fixture(scope="module")
def dataset(here: Settings, token: str) -> Iterator[str]:
    """Publish a dataset with a file and a table; return its name."""
    call = _Caller(sites.CITY.url(here), token)
    owner = "kropyvnytska-miska-rada"
    call("package_create", name=NAME, title="Набір", owner_org=owner, **PASSPORT)
    call.upload(NAME, b"a,b\n1,2\n")
    fields = [{"id": "a", "type": "text"}]
    call(
        "datastore_create",
        resource={"package_id": NAME, "name": "таблиця"},
        fields=fields,
        records=[{"a": "значення"}],
    )
    yield NAME
    call("package_delete", id=NAME)


class TestRestore:
    """Backup from one portal, restore into an empty one."""

    def test_same_portal(
        self,
        portal: Portal,
        second: Portal,
        here: Settings,
        token: str,
        dataset: str,
        tmp_path: Path,
    ) -> None:
        """Ids, files, rows, search, the token and what names begin with stay the same."""
        file = tmp_path / "portal.tar"
        saved = portal("backup", str(file))
        assert saved.returncode == 0, saved.stderr
        assert file.stat().st_mode & 0o777 == 0o600
        restored = second("restore", str(file))
        assert restored.returncode == 0, restored.stderr + restored.stdout
        there = f"http://127.0.0.1:{PORTS['web'] + SECOND_SHIFT}"
        assert _signature(there, token) == _signature(sites.CITY.url(here), token)
        names = Path(second.keywords["environ"]["INFOPROG_STATE"]) / "city" / "base-uri"
        assert names.read_text("utf-8").strip() == sites.base_uri(sites.CITY, here)

    @pytest.mark.parametrize("keep", [0, 1000, 30000])
    def test_torn_file(self, second: Portal, tmp_path: Path, portal: Portal, keep: int) -> None:
        """A backup that is not whole is refused before anything is touched."""
        file = tmp_path / "portal.tar"
        portal("backup", str(file))
        file.write_bytes(file.read_bytes()[:keep])
        done = second("restore", str(file))
        assert done.returncode == 2
        assert "is not a whole backup" in done.stderr

    def test_folder(self, portal: Portal, tmp_path: Path) -> None:
        """A folder is no file to save into, and nothing half-made is left beside it."""
        done = portal("backup", str(tmp_path))
        assert done.returncode == 2
        assert "is a folder" in done.stderr
        assert not list(tmp_path.parent.glob("*.part"))

    def test_full_portal(self, portal: Portal, dataset: str, tmp_path: Path) -> None:
        """A portal that holds datasets is not overwritten unasked."""
        file = tmp_path / "portal.tar"
        portal("backup", str(file))
        done = portal("restore", str(file))
        assert done.returncode == 2
        assert "REPLACE=1" in done.stderr


class _Caller:
    """Calls actions of a portal."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.headers = address, {"Authorization": token}

    def __call__(self, action: str, **data: Any) -> None:  # noqa: ANN401 - JSON
        answer = requests.post(
            f"{self.address}/api/3/action/{action}", headers=self.headers, json=data, timeout=30
        )
        assert answer.status_code == 200, answer.text

    def upload(self, dataset: str, content: bytes) -> None:
        answer = requests.post(
            f"{self.address}/api/3/action/resource_create",
            headers=self.headers,
            data={"package_id": dataset, "name": "файл", "format": "CSV"},
            files={"upload": ("a.csv", content)},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text


def _signature(address: str, token: str) -> list[Any]:
    """Return what a client sees of a portal, addresses of portals left out."""
    headers = {"Authorization": token}

    def get(action: str) -> Any:  # noqa: ANN401 - JSON
        url = f"{address}/api/3/action/{action}"
        return requests.get(url, headers=headers, timeout=30).json()["result"]

    shown = get(f"package_show?id={NAME}")
    seen: list[Any] = [shown["id"], shown["metadata_modified"], shown["organization"]["id"]]
    for resource in shown["resources"]:
        seen += [resource["id"], resource["name"]]
        if "/download/" in resource["url"]:
            path = re.sub(r"^https?://[^/]+", address, resource["url"])
            seen.append(requests.get(path, timeout=30).content)
        else:
            seen.append(get(f"datastore_search?resource_id={resource['id']}")["records"])
    page = requests.get(f"{address}/dataset/{NAME}", timeout=30).text
    main = BeautifulSoup(page, "html.parser").main
    assert main is not None
    seen.append(re.sub(r"https?://127\.0\.0\.1:\d+", "", main.get_text(" ", strip=True)))
    seen.append(get("package_search?q=набори")["count"])
    mine = get("organization_list_for_user?permission=create_dataset")
    seen.append(sorted(organization["id"] for organization in mine))
    return seen
