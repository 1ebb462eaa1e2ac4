"""The catalogues of translations are whole, compiled, and cover what CKAN leaves in English."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from werkzeug.test import TestResponse

import ckanext.infoprog

Page = Callable[..., TestResponse]
Make = Callable[..., dict[str, Any]]
I18N = Path(ckanext.infoprog.__file__).parent / "i18n"
CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґ]")
# Names and abbreviations that are the same in both languages.
SAME = re.compile(r"^(API|CSV|JSON|URL|Atom|RSS|CKAN|CKAN Data API|[\W\d]*)$")


def _catalogue(lang: str) -> Catalog:
    with (I18N / lang / "LC_MESSAGES" / "ckanext-infoprog.po").open("rb") as file:
        return read_po(file, locale=lang)


def _texts(catalogue: Catalog) -> dict[str, object]:
    """Return the translations by the string, or by the singular of a plural pair."""
    return {
        one.id if isinstance(one.id, str) else one.id[0]: (
            one.string if isinstance(one.string, str) else list(one.string)
        )
        for one in catalogue
        if one.id
    }


class TestCatalogues:
    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_whole(self, lang: str) -> None:
        """Every string of ours is translated, in every plural form."""
        with (I18N / "ckanext-infoprog.pot").open("rb") as file:
            wanted = set(_texts(read_po(file)))
        ours = _texts(_catalogue(lang))
        assert set(ours) == wanted
        empty = [
            key for key, text in ours.items() if not all(text if isinstance(text, list) else [text])
        ]
        assert empty == []

    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_placeholders(self, lang: str) -> None:
        """A translation keeps the places where values are put in."""
        pattern = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
        for message in _catalogue(lang):
            if message.id and isinstance(message.id, str):
                assert sorted(pattern.findall(message.id)) == sorted(
                    pattern.findall(message.string)
                ), message.id

    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_compiled(self, lang: str) -> None:
        """The compiled catalogue says what its source says."""
        with (I18N / lang / "LC_MESSAGES" / "ckanext-infoprog.mo").open("rb") as file:
            compiled = _texts(read_mo(file))
        assert compiled == _texts(_catalogue(lang))


class TestPages:
    def test_nothing_english(
        self, page: Page, monkeypatch: pytest.MonkeyPatch, publisher: dict[str, Any], dataset: Make
    ) -> None:
        """No string that a visitor of the Ukrainian pages meets is left in English."""
        missing: dict[str, str] = {}
        here = ""

        def look(self: Translations, message: str) -> None:
            found = self._catalog.get(message) or self._catalog.get((message, 0))
            if not SAME.match(message) and not (found and CYRILLIC.search(found)):
                missing.setdefault(message, here)

        def single(self: Translations, message: str) -> str:
            look(self, message)
            return original(self, message)

        def plural(self: Translations, one: str, many: str, count: int) -> str:
            look(self, one)
            return original_plural(self, one, many, count)

        original, original_plural = Translations.ugettext, Translations.ungettext
        for name in ("gettext", "ugettext"):
            monkeypatch.setattr(Translations, name, single)
        for name in ("ngettext", "ungettext"):
            monkeypatch.setattr(Translations, name, plural)

        names = [dataset()["name"] for _ in range(2)]
        addresses = {
            "/": 200,
            "/dataset": 200,
            "/dataset?q=немає": 200,
            "/dataset?q=title:[": 200,
            f"/dataset/{names[0]}": 200,
            f"/dataset/activity/{names[0]}": 200,
            f"/dataset/groups/{names[0]}": 200,
            "/organization": 200,
            f"/organization/{publisher['name']}": 200,
            f"/organization/about/{publisher['name']}": 200,
            f"/organization/activity/{publisher['name']}": 200,
            "/group": 200,
            "/about": 200,
            "/accessibility": 200,
            "/developers": 200,
            "/user/login": 200,
            "/user/reset": 200,
            "/user/logged_out_redirect": 200,
            "/feeds/dataset.atom": 200,
            f"/feeds/organization/{publisher['name']}.atom": 200,
            "/nope": 404,
            "/dataset/nope": 404,
            "/dataset/new": 403,
        }
        for address, status in addresses.items():
            here = address
            page(address, status)
        assert missing == {}
