"""What stops the cycle, as findings of the catalogue: what, where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.issues import Issue, Param


class CycleError(InfoprogError):
    """The cycle goes no further; `issues` say why, each with what to do."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        """Keep the findings for whoever shows them in a language."""
        self.issues = tuple(issues)
        super().__init__(" ".join(catalogue.explain(issue, "en") for issue in self.issues))


def note(
    code: str,
    *,
    path: str = "",
    table: str | None = None,
    row: int | None = None,
    key: str | None = None,
    field: str | None = None,
    value: str | None = None,
    **params: Param,
) -> Issue:
    """Return a finding with the severity of the catalogue."""
    severity = catalogue.finding(code).severity
    named = tuple(sorted(params.items()))
    return Issue(code, severity, path, table, row, key, field, value, named)


def stop(code: str, *, table: str, key: str | None = None, **params: Param) -> NoReturn:
    """Raise the one finding that stops the cycle."""
    raise CycleError(
        [replace(note(code, table=table, key=key), params=tuple(sorted(params.items())))]
    )
