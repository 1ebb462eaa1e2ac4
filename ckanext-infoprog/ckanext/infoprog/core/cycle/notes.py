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


def stop(code: str, *, table: str, key: str | None = None, **params: Param) -> NoReturn:
    """Raise the one finding that stops the cycle; its words may bear the names of its places."""
    found = catalogue.issue(code, table=table, key=key)
    raise CycleError([replace(found, params=tuple(sorted(params.items())))])
