"""A package as it lies in the working folder, ready to be published: files, schemas, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ckanext.infoprog.core import check, descriptor, package
from ckanext.infoprog.core.check import Report, passport
from ckanext.infoprog.core.issues import Severity
from ckanext.infoprog.core.model import PackageMeta
from ckanext.infoprog.core.publish.inputs import inputs, schemas_hash
from ckanext.infoprog.core.publish.manifest import Findings, Input
from ckanext.infoprog.core.publish.refusals import RefusedError


@dataclass(frozen=True, slots=True)
class Local:
    """A package of the working folder; `entry` is its organisation's in organizations.yaml."""

    folder: Path
    meta: PackageMeta
    entry: Mapping[str, Any] | None
    inputs: tuple[Input, ...]
    schemas: str
    report: Report

    @property
    def name(self) -> str:
        """The package's name, which is the dataset's address."""
        return self.meta.name

    @property
    def id(self) -> str:
        """The package's id, the same on every portal."""
        return descriptor.package_id(self.meta.name)

    @property
    def findings(self) -> Findings:
        """How many findings of each weight the check gave."""
        counts = self.report.by_severity
        return Findings(
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            notices=counts[Severity.NOTICE],
            known=len(self.report.known),
        )


def look(folder: Path, today: date) -> Local:
    """Return the package of a folder, checked on a day; nothing of it is sent."""
    meta = package.read_meta(folder)
    report = check.check(folder, today)
    return Local(folder, meta, entry(folder, meta), inputs(folder), schemas_hash(folder), report)


def entry(folder: Path, meta: PackageMeta) -> Mapping[str, Any] | None:
    """Return the entry of the package's organisation as organizations.yaml beside it writes it."""
    found = passport.entry(folder, meta.organization)
    return None if found is None else dict(_plain(found))


def stop_at_findings(local: Local, *, allow_warnings: bool) -> None:
    """Refuse a package with errors, and one with warnings where those are not allowed."""
    found = local.findings
    if found.errors or (found.warnings and not allow_warnings):
        counts = {"errors": found.errors, "warnings": found.warnings}
        raise RefusedError("findings", package=local.name, **counts)


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever a YAML entry holds
    """Return a value of YAML as JSON holds it: dates become text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
