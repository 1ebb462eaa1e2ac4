"""The portal's half of a publication that needs no portal: check a package, make its files.

`python -m ckanext.infoprog.core.publish.prepare WORKDIR` is run as a process of its own, with
bounds that its parent sets. WORKDIR/package holds the folder, WORKDIR/request.json the day and the
organisation. It writes report.json, out/ with every published file, and result.json last; progress
goes to standard output, a JSON object a line. It ends when its standard input does: with its
parent.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from ckanext.infoprog.core import package
from ckanext.infoprog.core.check import Report, check_folder, stored
from ckanext.infoprog.core.check.passport import ORGANISATIONS
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import PackageMeta
from ckanext.infoprog.core.publish import bundle, dataset, inputs
from ckanext.infoprog.core.publish.bundle import Item
from ckanext.infoprog.core.publish.manifest import Findings, engine
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.validation.frictionless_engine import FrictionlessEngine
from ckanext.infoprog.core.validation.sources import TableSource
from ckanext.infoprog.core.validation.typed import TypedRows

MODULE: Final = "ckanext.infoprog.core.publish.prepare"
PACKAGE: Final = "package"
OUT: Final = "out"
REQUEST: Final = "request.json"
REPORT: Final = "report.json"
RESULT: Final = "result.json"
#: How the process ends where it cannot do its work; the parent puts it into words.
NO_MEMORY: Final = 75
NO_SPACE: Final = 76
CRASHED: Final = 70


def main(words: Sequence[str]) -> int:
    """Prepare the package of a working folder; return 0 once result.json is there."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        prepare(Path(words[0]))
    except MemoryError:
        os._exit(NO_MEMORY)  # nothing more is to be had: not even for a clean end
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return NO_SPACE
    return 0


def prepare(workdir: Path) -> None:
    """Check the package of a working folder and make its files; the result is written last."""
    request = json.loads((workdir / REQUEST).read_text("utf-8"))
    folder, out = workdir / PACKAGE, workdir / OUT
    _place_beside(folder, request.get("organization"))
    shutil.rmtree(out, ignore_errors=True)
    result: dict[str, Any] = {"engine": engine(), "items": [], "dataset": {}, "schemas": ""}
    try:
        inputs.paths(folder)
        report = _checked(folder, date.fromisoformat(request["today"]))
        (workdir / REPORT).write_text(_json(stored.to_plain(report)), "utf-8")
        result["findings"] = asdict(_counted(report))
        if report.ok:
            out.mkdir()
            result |= _made(folder, out, request)
    except RefusedError as refusal:
        result["refusal"] = refusal.to_dict()
    except InfoprogError as error:
        result["refusal"] = RefusedError("cannot-make", reason=str(error)).to_dict()
    (workdir / RESULT).write_text(_json(result), "utf-8")


def _place_beside(folder: Path, entry: Mapping[str, Any] | None) -> None:
    """Put the publisher's entry where the check of a package looks for it."""
    if entry:
        (folder.parent / ORGANISATIONS).write_text(_json([entry]), "utf-8")


def _made(folder: Path, out: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """Make the published files of a package without errors and return what they are."""
    read = package.read_package(folder)
    _refuse_other(read.meta, request)
    items: list[Item] = []
    for item in bundle.items(read, folder, out):
        _tell(stage="bundle", file=item.filename, rows=item.rows)
        items.append(item if item.path.parent == out else _linked(item, out))
    return {
        "schemas": inputs.schemas_hash(folder),
        "items": [asdict(one) for one in bundle.published(items)],
        "dataset": dataset.described(read, request.get("organization")),
    }


def _refuse_other(meta: PackageMeta, request: Mapping[str, Any]) -> None:
    """Refuse a package that names itself or its publisher otherwise than the publication does."""
    wanted = request.get("package") or meta.name
    if meta.name != wanted:
        raise RefusedError("name-differs", named=meta.name, package=wanted)
    slug = (request.get("organization") or {}).get("slug") or meta.organization
    if meta.organization != slug:
        raise RefusedError("organization-differs", named=meta.organization, organization=slug)


def _linked(item: Item, out: Path) -> Item:
    """Return a table with its file beside the files that are made."""
    target = out / item.filename
    try:
        os.link(item.path, target)
    except OSError:
        shutil.copyfile(item.path, target)
    return replace(item, path=target)


def _checked(folder: Path, today: date) -> Report:
    """Return the report on a package, named as the package names itself."""
    report = check_folder(folder, today, _Telling())
    try:
        return replace(report, target=package.read_meta(folder).name)
    except InfoprogError:
        return report


def _counted(report: Report) -> Findings:
    """Return how many findings there are of each weight."""
    counts = report.by_severity
    return Findings(
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notices=counts[Severity.NOTICE],
        known=len(report.known),
    )


class _Telling(FrictionlessEngine):
    """The engine of structure that tells which table it looks at."""

    def examine(self, source: TableSource, typed: TypedRows) -> Iterator[Issue]:
        """Yield the findings of a table."""
        _tell(stage="check", table=source.name, rows=len(source.rows))
        yield from super().examine(source, typed)


def _tell(**progress: object) -> None:
    """Print what is being done."""
    sys.stdout.write(json.dumps(progress) + "\n")
    sys.stdout.flush()


def _json(value: object) -> str:
    """Return plain values as text."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _end_with_parent() -> None:
    """End this process when its parent has gone and the pipe from it is closed."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(CRASHED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
