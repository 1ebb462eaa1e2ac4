"""Publications as tests make them: a small real package, changed as a publisher would change it."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
import yaml
from ckan import model
from ckan.tests import factories

from ckanext.infoprog.core import descriptor, package
from ckanext.infoprog.core.publish import inputs
from ckanext.infoprog.storage import blobs
from ckanext.infoprog.views.rendered import rendered

ROOT = Path(__file__).resolve().parents[2]
SURVEY = "amu-digital-survey"
ASSOCIATION = "asotsiatsiia-mist-ukrainy"
Answer = dict[str, Any]


def editor_of(organization: str = ASSOCIATION, title: str = "Асоціація міст України") -> str:
    """Return the name of an editor of an organisation; both are made."""
    user = str(factories.User()["name"])
    factories.Organization(
        name=organization, title=title, users=[{"name": user, "capacity": "editor"}]
    )
    return user


def folder_of(tmp_path: Path, name: str = SURVEY) -> Path:
    """Return a copy of a dataset's folder that a test may change."""
    return Path(shutil.copytree(ROOT / "datasets" / name, tmp_path / name))


def edit(folder: Path, table: str, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Change the rows of a table in place and bring datapackage.json up to date."""
    path = folder / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    descriptor.write_descriptor(folder)


def request(folder: Path, base: int, **more: object) -> Answer:
    """Return what a publisher sends to begin the publication of a folder."""
    meta = package.read_meta(folder)
    entries = yaml.safe_load((ROOT / "datasets" / "organizations.yaml").read_text("utf-8"))
    entry = next((one for one in entries if one["slug"] == meta.organization), None)
    return {
        "package": meta.name,
        "organization": meta.organization,
        "act": "publish",
        "inputs": [asdict(one) for one in inputs.inputs(folder)],
        "base": base,
        "schemas": inputs.schemas_hash(folder),
        "organization_entry": entry,
        "allow_warnings": True,
        **more,
    }


def call(action: str, user: str, **data: object) -> Any:  # noqa: ANN401 - what an action answers
    """Call an action as this user."""
    return tk.get_action(f"infoprog_{action}")({"user": user}, dict(data))


def current(user: str, name: str = SURVEY, organization: str = ASSOCIATION) -> int:
    """Return the version that is public now."""
    base = call("publication_base", user, package=name, organization=organization)
    return int(base["version"])


def begin(folder: Path, user: str, **more: object) -> Answer:
    """Begin a publication and bring its files."""
    base = more.pop("base", None)
    version = current(user, folder.name) if base is None else base
    begun = call("publication_begin", user, **request(folder, version, **more))
    send(folder)
    return begun


def send(folder: Path) -> None:
    """Bring the files of a folder to where the portal keeps them."""
    for one in inputs.inputs(folder):
        blobs.put(folder / one.path)


def publish(folder: Path, user: str, **more: object) -> Answer:
    """Publish a folder to its end."""
    begun = begin(folder, user, **more)
    if begun["state"] == "unchanged":
        return begun
    return call("publication_commit", user, id=begun["id"])


def shown(name: str = SURVEY) -> Answer:
    """Return the dataset as everybody sees it."""
    return tk.get_action("package_show")({"ignore_auth": True}, {"id": name})


def rows(resource_id: str, **query: object) -> list[Answer]:
    """Return rows of a resource from the DataStore's API."""
    answer = tk.get_action("datastore_search")(
        {"ignore_auth": True}, {"resource_id": resource_id, **query}
    )
    return list(answer["records"])


def state() -> str:
    """Return all that readers can see of the survey, as one text: equal texts, equal states."""
    dataset = shown()
    tables = {
        one["infoprog_name"]: rows(one["id"], sort="_id", limit=1000)
        for one in dataset["resources"]
        if one["datastore_active"]
    }
    files = [(one["infoprog_name"], one["hash"], one["size"]) for one in dataset["resources"]]
    return json.dumps([dataset["title"], files, tables], ensure_ascii=False, sort_keys=True)


def count(table: str) -> int:
    """Return the number of rows of a table of CKAN's database."""
    query = sa.select(sa.func.count()).select_from(sa.table(table))
    return int(model.Session.execute(query).scalar_one())


def forget() -> None:
    """Let no answer be given from what is kept ready."""
    rendered._kept.clear()
    rendered._bytes = 0
