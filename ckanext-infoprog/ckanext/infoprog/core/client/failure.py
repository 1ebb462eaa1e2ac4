"""What goes wrong between us and a portal: codes with a sentence in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from ckanext.infoprog.core.errors import InfoprogError

_LOST: Final = frozenset({"unreachable", "timeout", "lost", "unavailable", "truncated"})


class PortalError(InfoprogError):
    """A portal cannot be talked to; `code` and `params` say why, in whatever language.

    `answer` is what the portal's API said, where it did answer.
    """

    def __init__(
        self, code: str, answer: Mapping[str, Any] | None = None, **params: object
    ) -> None:
        """Keep the code and its parameters beside the English sentence."""
        super().__init__(catalogue()[code]["en"].format_map(params))
        self.code = code
        self.params = params
        self.answer = answer

    def in_language(self, lang: str) -> str:
        """Return the sentence in this language."""
        return catalogue()[self.code][lang].format_map(self.params)

    @property
    def lost(self) -> bool:
        """Whether nobody knows if the portal has done what was asked."""
        return self.code in _LOST


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences by code and language."""
    text = (resources.files("ckanext.infoprog.core.client") / "failures.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = json.loads(text)
    return found
