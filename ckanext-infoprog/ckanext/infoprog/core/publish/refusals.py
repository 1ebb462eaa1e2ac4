"""Why a publication is refused: codes with a sentence in both languages, from refusals.json.

The server sends code and parameters, the client says the sentence in the person's language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, Self

from ckanext.infoprog.core.errors import InfoprogError

UNKNOWN: Final = "unexpected"


class RefusedError(InfoprogError):
    """A publication is refused; `code` and `params` say why, in whatever language."""

    def __init__(self, code: str, **params: object) -> None:
        """Keep the code and its parameters beside the English sentence."""
        super().__init__(explain(code, params, "en"))
        self.code = code
        self.params = params

    def in_language(self, lang: str) -> str:
        """Return the sentence in this language."""
        return explain(self.code, self.params, lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the refusal as an API answers it."""
        return {"code": self.code, "params": self.params, "message": str(self)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the refusal that an API answered; one that is not known here is kept as text."""
        code, params = str(plain.get("code", UNKNOWN)), dict(plain.get("params") or {})
        if code not in catalogue():
            return cls(UNKNOWN, message=plain.get("message", code))
        return cls(code, **params)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences by code and language."""
    text = (resources.files("ckanext.infoprog.core.publish") / "refusals.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = json.loads(text)
    return found


@cache
def reasons() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the words of the reasons that are codes themselves, by code, reason and language."""
    text = (resources.files("ckanext.infoprog.core.publish") / "reasons.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(text)
    return found


def explain(code: str, params: Mapping[str, object], lang: str) -> str:
    """Return why, and what to do, as a sentence."""
    said = reasons().get(code, {}).get(str(params.get("reason")))
    given = {**params, "reason": said[lang]} if said else params
    words = {name: "–" if value in (None, "") else str(value) for name, value in given.items()}
    return catalogue()[code][lang].format_map(_Lenient(words))


class _Lenient(dict[str, str]):
    """Parameters where one that is missing shows as a dash."""

    def __missing__(self, key: str) -> str:
        """Return a dash: a refusal is said even where a detail is lost."""
        return "–"
