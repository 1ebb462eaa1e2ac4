"""Make very many small programmes on a portal, to measure its pages at that size.

    python -m bench.many_programmes .portal/test/city/ckan.ini 1500

Each is the example community's programme under a name and a title of its own: its tables lie in
the store of files, its version and its pointer in the database and its dataset in the index, as a
publication leaves them. The DataStore is left out: no page asks it. Needs a portal on which
`examples/zrazkova-hromada` is published; `make reset` takes them away again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib.search import rebuild

from ckanext.infoprog.core.publish.manifest import Input, Manifest
from ckanext.infoprog.storage import blobs, records, versions
from ckanext.infoprog.storage.versions import Pointer

SEED = "zrazkova-hromada"
BATCH = 100
Row = dict[str, Any]


def main(words: list[str]) -> int:
    """Make as many programmes as are asked for; those that are there stay."""
    ini, count = words[0], int(words[1])
    app = make_app(load_config(ini))
    with app._wsgi_app.test_request_context("/"):
        seed = versions.pointer_named(SEED)
        if seed is None:
            print(f"publish examples/{SEED} first", file=sys.stderr)
            return 2
        start = time.monotonic()
        made = [_make(seed, number) for number in _missing(count)]
        model.Session.commit()
        print(f"{len(made)} programmes stored in {time.monotonic() - start:.0f} s", flush=True)
        start = time.monotonic()
        rebuild(force=True, package_ids=made, quiet=True)
        print(f"indexed in {time.monotonic() - start:.0f} s")
    return 0


def _missing(count: int) -> Iterator[int]:
    """Yield the numbers of the programmes that are not there yet."""
    for number in range(1, count + 1):
        if versions.pointer_named(_slug(number)) is None:
            yield number


def _slug(number: int) -> str:
    return f"{SEED}-{number:04d}"


def _make(seed: Pointer, number: int) -> str:
    """Store one programme; return the id of its dataset."""
    manifest = versions.read_manifest(seed.manifest)
    slug, made = _slug(number), str(uuid5(NAMESPACE_URL, _slug(number)))
    title = str(manifest.dataset["title"])
    publication = str(uuid5(NAMESPACE_URL, f"{slug} publication"))
    told = {SEED: slug, seed.package_id: made, title: f"{title} № {number}",
            seed.publication: publication}  # fmt: skip
    copied = _manifest(manifest, slug, made, told)
    sha256, _ = blobs.put(copied.to_json().encode())
    _copy(model.Package.__table__, {"id": seed.package_id}, {"id": made}, told)
    for item, theirs in zip(manifest.items, copied.items, strict=True):
        new = {"id": theirs.id, "package_id": made}
        _copy(model.Resource.__table__, {"id": item.id}, new, told)
    named = {"package_id": made, "manifest": sha256, "publication": publication}
    ours = {"id": publication, "package": slug, "package_id": made, "manifest": sha256}
    _copy(records.publication, {"id": seed.publication}, ours, told)
    own = {"package_id": seed.package_id}
    _copy(records.version, own | {"number": seed.version}, named | {"number": 1}, {})
    _copy(records.dataset, own, named | {"name": slug, "version": 1}, {})
    if number % BATCH == 0:
        model.Session.commit()
    return made


def _manifest(manifest: Manifest, slug: str, made: str, told: dict[str, str]) -> Manifest:
    """Return the manifest of a programme whose files have been stored."""
    inputs = []
    for one in manifest.inputs:
        sha256, size = blobs.put(_told(blobs.read(one.sha256).decode(), told).encode())
        inputs.append(Input(one.path, sha256, size))
    items = [replace(one, id=str(uuid5(NAMESPACE_URL, slug + one.name))) for one in manifest.items]
    dataset = {
        name: _told(value, told) if isinstance(value, str) else value
        for name, value in manifest.dataset.items()
    }
    return replace(
        manifest, package=slug, package_id=made, version=1, inputs=tuple(inputs), dataset=dataset,
        items=tuple(items), publication=told[manifest.publication],
    )  # fmt: skip


def _told(text: str, told: dict[str, str]) -> str:
    for old, new in told.items():
        text = text.replace(old, new)
    return text


def _copy(table: sa.Table, where: Row, new: Row, told: dict[str, str]) -> None:
    """Copy a row of a table under new names."""
    query = sa.select(table).where(*(table.c[name] == value for name, value in where.items()))
    for row in list(model.Session.execute(query).mappings()):
        plain = {
            name: _told(value, told) if isinstance(value, str) else value
            for name, value in row.items()
        }
        model.Session.execute(table.insert().values(plain | new))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
