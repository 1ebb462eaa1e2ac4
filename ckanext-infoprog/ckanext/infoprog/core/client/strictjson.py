"""JSON that leaves no doubt: what two programs could read differently is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from ckanext.infoprog.core.client.failure import PortalError

_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SHOWN: Final = 200


class _DoubtError(ValueError):
    """A text is JSON by its form, and says something that it should not."""


def loads(content: bytes, address: str) -> Any:  # noqa: ANN401 - whatever the text holds
    """Return the value of a text; raise by name what is wrong with it."""
    if content.startswith(_MARKS):
        raise PortalError("reading-json-mark", address=address)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PortalError("reading-json-charset", address=address, at=error.start) from None
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except _DoubtError as doubt:
        code, what = doubt.args
        raise PortalError(code, address=address, what=what) from None
    except RecursionError:
        raise PortalError("reading-json-deep", address=address) from None
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] in ("{", "["):
            raise PortalError("reading-json-cut", address=address, at=error.pos) from None
        raise PortalError("reading-page", address=address, said=shown(text)) from None


def shown(text: str) -> str:
    """Return the beginning of a text on one line, without what commands a terminal."""
    line = " ".join(text[: SHOWN * 4].split())
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
    return plain[:SHOWN] or "–"


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _DoubtError("reading-json-twice", shown(twice))
    return made


def _no_number(text: str) -> float:
    raise _DoubtError("reading-json-number", text)
