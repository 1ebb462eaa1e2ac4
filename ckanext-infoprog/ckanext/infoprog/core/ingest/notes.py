"""Findings of reading: built here with the severities of findings.json beside this module."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from types import MappingProxyType

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.issues import Issue, Param, Severity


class RefusedError(InfoprogError):
    """A file is not read any further; `issue` says why, where and what to do."""

    def __init__(self, issue: Issue) -> None:
        """Keep the finding that the reader hands back."""
        super().__init__(issue.code)
        self.issue = issue


@cache
def severities() -> Mapping[str, Severity]:
    """Return the severity of each finding of reading, by code."""
    text = (resources.files("ckanext.infoprog.core.ingest") / "findings.json").read_text("utf-8")
    return MappingProxyType(
        {code: Severity(entry["severity"]) for code, entry in json.loads(text).items()}
    )


def note(
    code: str,
    path: str,
    *,
    table: str | None = None,
    row: int | None = None,
    field: str | None = None,
    value: str | None = None,
    **params: Param,
) -> Issue:
    """Return a finding of reading, or one of the general catalogue where the code is there."""
    severity = severities().get(code) or catalogue.finding(code).severity
    return Issue(
        code, severity, path, table, row, None, field, value, tuple(sorted(params.items()))
    )


def refuse(code: str, path: str, *, row: int | None = None, **params: str | int) -> RefusedError:
    """Return the exception that ends reading with this finding."""
    kinds: dict[str, Param] = dict(params)
    return RefusedError(replace(note(code, path, row=row), params=tuple(sorted(kinds.items()))))
