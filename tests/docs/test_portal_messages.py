"""The messages of `make portal` and its neighbours, in Ukrainian."""

import ast
import gettext
import re
import string
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "portal" / "i18n" / "uk" / "LC_MESSAGES"
COMMAND = re.compile(r"make [a-z]+|`[^`]+`")


def _messages(path: Path) -> set[str]:
    """Return every text that a module hands to gettext, those inside f-strings too."""
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _translates(node))
    return {call.args[0].value for call in calls}


def _translates(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"


def _source_messages() -> set[str]:
    return set().union(*(_messages(path) for path in (ROOT / "portal").glob("*.py")))


def _catalogue() -> dict[str, str]:
    """Return what the compiled file holds, as the commands read it."""
    with (FOLDER / "portal.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog
    return {key: value for key, value in known.items() if key}


def _written() -> dict[str, str]:
    """Return what the editable file holds."""
    pattern = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.M)
    text = (FOLDER / "portal.po").read_text("utf-8")
    pairs = ((_joined(key), _joined(value)) for key, value in pattern.findall(text))
    return {key: value for key, value in pairs if key}


def _joined(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


def _placeholders(text: str) -> list[tuple[str, str]]:
    return sorted(
        (name, form or "") for _text, name, form, _more in string.Formatter().parse(text) if name
    )


def test_complete() -> None:
    """Every message of the portal commands has a Ukrainian translation, and none is left over."""
    written = _written()
    assert sorted(written) == sorted(_source_messages())
    assert [key for key, value in written.items() if not value.strip()] == []


def test_compiled() -> None:
    """The compiled catalogue is made from the editable one as it stands."""
    assert _catalogue() == _written()


@pytest.mark.parametrize(("english", "ukrainian"), sorted(_written().items()))
def test_placeholders(english: str, ukrainian: str) -> None:
    """A translation keeps the placeholders of its message, and the commands that it names."""
    assert _placeholders(ukrainian) == _placeholders(english)
    assert sorted(COMMAND.findall(ukrainian)) == sorted(COMMAND.findall(english))
