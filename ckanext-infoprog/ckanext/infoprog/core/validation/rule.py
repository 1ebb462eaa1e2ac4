"""What a rule across tables is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule across the tables of a package: `apply` yields findings of the rule's codes.

    `needs` names the tables that must have been read in whole: a sum over rows of which one could
    not be read would only repeat that fault. A rule that looks at each cell alone needs none.
    `alone` says that the rule holds for a table without the rest of its package too.
    """

    codes: tuple[str, ...]
    apply: Callable[[Package], Iterator[Issue]]
    needs: tuple[str, ...] = ()
    alone: bool = False
