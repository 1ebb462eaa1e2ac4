"""Changes of a file of harvest/, of one key each."""

from __future__ import annotations

from tests.core.harvest.conftest import Change


def set_(*path: str, to: object) -> Change:
    """Return the change that gives a key another value."""

    def change(plain: dict) -> None:
        for part in path[:-1]:
            plain = plain[part]
        plain[path[-1]] = to

    return change


def drop(*path: str) -> Change:
    """Return the change that takes a key away."""

    def change(plain: dict) -> None:
        for part in path[:-1]:
            plain = plain[part]
        del plain[path[-1]]

    return change
