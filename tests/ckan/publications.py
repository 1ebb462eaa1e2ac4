"""Versions of a small dataset, written as the engine writes them, for tests of what reads them."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.infoprog.core import descriptor, schema
from ckanext.infoprog.core.model import resource_name
from ckanext.infoprog.core.publish.manifest import Act, Input, Manifest, Published, Withdrawal
from ckanext.infoprog.storage import blobs, records

NAME = "programa"
Row = dict[str, str]
Tables = Mapping[str, list[Row]]


def funding(measure: str, amount: str, year: str = "2026", **more: str) -> Row:
    """Return a row of funding from the local budget."""
    blank = dict.fromkeys(schema.load("funding").columns, "null")
    return {
        **blank,
        "fundingId": f"{measure}~localBudget~-~-~{year}",
        "measureId": measure,
        "source": "localBudget",
        "sourceLabel": "місцевий бюджет",
        "year": year,
        "fundingKind": "amount",
        "amount": amount,
        "currency": "UAH",
        "sourceRef": "додаток 1",
        **more,
    }


def measure(number: str, title: str, **more: str) -> Row:
    """Return a row of measures."""
    blank = dict.fromkeys(schema.load("measures").columns, "null")
    return {**blank, "measureId": number, "title": title, **more}


class Package:
    """A dataset whose versions a test makes one after the other."""

    def __init__(self, owner_org: str, **more: object) -> None:
        """Make the dataset."""
        self.id = descriptor.package_id(NAME)
        user = factories.Sysadmin()
        made = {"title": "Програма", "user": user, "id": self.id, "name": NAME}
        self.dataset = factories.Dataset(owner_org=owner_org, **{**made, **more})
        self.number = 0
        self.manifest: Manifest | None = None

    def publish(self, tables: Tables, **more: Any) -> Manifest:  # noqa: ANN401 - of a manifest
        """Make the next version of these tables."""
        self.number += 1
        described = {
            "resources": [
                {"table": name, "schema": dict(schema.load(name).descriptor)} for name in tables
            ]
        }
        contents = {
            "datapackage.json": json.dumps(described, ensure_ascii=False).encode(),
            **{f"data/{name}.csv": _csv(rows) for name, rows in tables.items()},
        }
        made = Manifest(
            **{
                "package": NAME,
                "package_id": self.id,
                "version": self.number,
                "publication": f"publication-{self.number}",
                "created": f"2026-0{self.number}-15T08:00:00+00:00",
                "by": {"id": "x", "name": "Редакторка"},
                "act": Act.PUBLISH,
                "inputs": tuple(_input(path, content) for path, content in contents.items()),
                "items": tuple(_item(name, rows) for name, rows in tables.items()),
                "dataset": {"title": "Програма"},
                "schemas": "",
                "engine": "",
                **more,
            }
        )
        _write(made)
        self.manifest = made
        return made

    def withdraw(self, kind: str) -> Manifest:
        """Take the dataset down by a version without files."""
        why = Withdrawal(kind, "Помилкові дані", "рішення № 5", "2026-12-31")
        return self.publish({}, act=Act.WITHDRAW, withdrawal=why, inputs=(), items=())


def redact(manifest: Manifest, table: str) -> str:
    """Take a table's file out of all versions."""
    sha256 = manifest.tables()[table].sha256
    blobs.remove(sha256)
    model.Session.execute(
        sa.insert(records.redaction).values(
            **{"sha256": sha256, "package_id": manifest.package_id, "path": table, "size": 1},
            **{"reason": "Персональні дані", "created": dt.datetime.now(dt.UTC), "user_id": "x"},
        )
    )
    model.Session.commit()
    return sha256


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _input(path: str, content: bytes) -> Input:
    return Input(path, blobs.put(content)[0], len(content))


def _item(name: str, rows: list[Row]) -> Published:
    declared, content = schema.load(name), _csv(rows)
    return Published(
        **{"id": descriptor.table_id(NAME, name), "name": resource_name(name), "kind": "table"},
        **{"filename": f"{name}.csv", "title": dict(declared.title)},
        **{"description": dict(declared.description), "format": "CSV", "mimetype": "text/csv"},
        **{"sha256": blobs.put(content)[0], "md5": hashlib.md5(content).hexdigest()},  # noqa: S324
        **{"size": len(content), "rows": len(rows), "schema": dict(declared.descriptor)},
    )


def _write(made: Manifest) -> None:
    """Write a version and turn the pointer to it."""
    sha256, _size = blobs.put(made.to_json().encode())
    model.Session.execute(
        sa.insert(records.version).values(
            **{"package_id": made.package_id, "number": made.version, "manifest": sha256},
            **{"publication": made.publication, "user_id": "x", "act": made.act},
            **{"created": dt.datetime.fromisoformat(made.created), "note": made.note},
            **{"decision": made.decision, "undoes": made.undoes},
        )
    )
    model.Session.execute(
        sa.delete(records.dataset).where(records.dataset.c.package_id == made.package_id)
    )
    model.Session.execute(
        sa.insert(records.dataset).values(
            **{"package_id": made.package_id, "name": made.package, "version": made.version},
            **{"manifest": sha256, "publication": made.publication},
            withdrawn=made.withdrawal is not None,
        )
    )
    model.Session.commit()
