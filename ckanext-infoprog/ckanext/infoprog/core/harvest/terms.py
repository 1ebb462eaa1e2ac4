"""By what a portal is judged: its name, the moment, and how long may pass without alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, cast

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.issues import Issue, Param, Severity

LONGEST: Final = 200  # characters of a value that a message shows


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one run.

    `required` are our fields whose national ones must not be empty; `within` is how old a change
    may be before its absence is an error, `grace` for how long a dataset may be out of sight.
    """

    target: str
    now: datetime
    required: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    within: timedelta = timedelta(hours=48)
    grace: timedelta = timedelta(days=7)

    def note(
        self,
        code: str,
        path: str,
        severity: Severity | None = None,
        *,
        field: str | None = None,
        value: str | None = None,
        **more: Param,
    ) -> Issue:
        """Return an issue with a dataset on this portal."""
        return catalogue.issue(
            code,
            path=path,
            severity=severity,
            field=field and short(field, LONGEST),
            value=value and short(value, LONGEST),
            target=self.target,
            **cast("dict[str, Any]", more),
        )


def short(text: str, most: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
