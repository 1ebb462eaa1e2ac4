"""The manifest of a version: what was published, from what, by whom; one JSON file, never changed.

Everything that reads a published version (pages, files, differences, undo) reads its manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from typing import Any, Final, Self

FORMAT: Final = 1
TABLE_FOLDER: Final = "data/"


class Act(StrEnum):
    """What a publication does."""

    PUBLISH = "publish"
    UNDO = "undo"
    WITHDRAW = "withdraw"


class Reason(StrEnum):
    """Why a dataset is taken down: withdrawn, or access to it is restricted by law."""

    WITHDRAWN = "withdrawn"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Input:
    """One file of the package folder as the publisher sent it."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Published:
    """One published file; `modified` is when its bytes last changed, in UTC.

    A table brings its Table Schema and the number of its rows; a field's name in the DataStore is
    its `column` where it has one, else its `name`.
    """

    id: str
    name: str
    kind: str
    filename: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    format: str
    mimetype: str
    sha256: str
    md5: str
    size: int
    modified: str = ""
    rows: int | None = None
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the check said then: how many of each weight, how many known, and the whole report."""

    errors: int = 0
    warnings: int = 0
    notices: int = 0
    known: int = 0
    report: str = ""  # the SHA-256 of the report as JSON


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a dataset was taken down, on what basis, and until when where that is known."""

    kind: str
    reason: str
    basis: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of a package, whole.

    `dataset` is its description as it was meant to stand in the catalogue, `inputs` are the files
    it was made from, `items` the files that were published, in their order.
    """

    package: str
    package_id: str
    version: int
    publication: str
    created: str
    by: Mapping[str, str]
    act: str
    inputs: tuple[Input, ...]
    dataset: Mapping[str, Any]
    items: tuple[Published, ...]
    schemas: str
    engine: str
    findings: Findings = Findings()
    note: str = ""
    decision: str = ""
    undoes: int | None = None
    withdrawal: Withdrawal | None = None
    format: int = FORMAT

    def item(self, name: str) -> Published | None:
        """Return the published file of this name, or None."""
        return next((one for one in self.items if one.name == name), None)

    def file(self, filename: str) -> Published | None:
        """Return the published file with this file name, or None."""
        return next((one for one in self.items if one.filename == filename), None)

    def tables(self) -> Mapping[str, Input]:
        """Return the package's tables by name, technical ones too, each with its CSV file."""
        return {
            one.path.removeprefix(TABLE_FOLDER).removesuffix(".csv"): one
            for one in self.inputs
            if one.path.startswith(TABLE_FOLDER) and one.path.endswith(".csv")
        }

    def hashes(self) -> frozenset[str]:
        """Return the SHA-256 of every file that this version stands on."""
        report = {self.findings.report} if self.findings.report else set()
        inputs, items = {i.sha256 for i in self.inputs}, {i.sha256 for i in self.items}
        return frozenset(inputs | items | report)

    def to_json(self) -> str:
        """Return the manifest as text; the same manifest always gives the same bytes."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """Return the manifest as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the manifest that a text holds."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the manifest that plain JSON values hold."""
        withdrawal = plain.get("withdrawal")
        return cls(
            **{
                **plain,
                "inputs": tuple(Input(**one) for one in plain["inputs"]),
                "items": tuple(Published(**one) for one in plain["items"]),
                "findings": Findings(**plain["findings"]),
                "withdrawal": Withdrawal(**withdrawal) if withdrawal else None,
            }
        )


def engine() -> str:
    """Return the release that makes the files."""
    return metadata.version("ckanext-infoprog")


def source_hash(inputs: Iterable[Input], schemas: str, dataset: Mapping[str, Any]) -> str:
    """Return one hash over all that a version is made from: equal hashes publish the same."""
    parts = [sorted((one.path, one.sha256) for one in inputs), schemas, dataset]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
