"""What the pages of the whole portal need of a version: kept as JSON, the same when read again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ckanext.infoprog.core.pages import choosing, extract, jsonform, register
from ckanext.infoprog.core.pages.extract import SECTIONS, Section
from ckanext.infoprog.core.pages.states import State
from ckanext.infoprog.core.reports import words as catalogues
from tests.core.pages.shipped import (
    KR25,
    KREMENCHUK,
    PROGRAMMES,
    PROJECTS,
    SURVEY,
    VERSION,
    WORDS,
    kept,
    read,
    rows,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A record within another."""

    code: State
    day: date | None


@dataclass(frozen=True, slots=True)
class Whole:
    """A record with a value of every kind."""

    text: str
    number: int
    is_so: bool
    amount: Decimal | None
    named: dict[str, str]
    parts: tuple[Part, ...]


class TestForm:
    @pytest.mark.parametrize(
        "record",
        [
            Whole("ї", 1, True, Decimal("1.50"), {"uk": "а"}, (Part(State.AMOUNT, None),)),
            Whole("", 0, False, None, {}, (Part(State.NOT_DUE, date(2026, 11, 22)),)),
        ],
    )
    def test_again(self, record: Whole) -> None:
        """A record is the same when it is read again, to the last zero of a decimal."""
        found = jsonform.read(Whole, json.loads(json.dumps(jsonform.written(record))))
        assert (found, str(found.amount)) == (record, str(record.amount))

    def test_unknown(self) -> None:
        """What has no form in JSON is refused instead of being written as a text."""
        with pytest.raises(TypeError, match="object has no form in JSON"):
            jsonform.written((object(),))


class TestSections:
    @pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.name)
    @pytest.mark.parametrize("slug", [*PROGRAMMES, PROJECTS, SURVEY])
    def test_same(self, slug: str, section: Section[Any]) -> None:
        """Every section of every shipped package is read as it was drawn."""
        drawn = section.draw(read(slug), VERSION)
        assert kept(section, read(slug)) == ([] if drawn is None else [drawn])

    def test_nothing(self) -> None:
        """A package that holds no programme has no card and no duties, but its files."""
        found = {one.name for one in SECTIONS if kept(one, read(SURVEY))}
        assert found == {"register", "files", "naming"}

    def test_words(self) -> None:
        """Each disagreement is found by its words in either language, however they are written."""
        drawn = extract.drawn(extract.REGISTER, read(KR25), VERSION)
        for row in rows(KR25, "discrepancies"):
            for name in ("explanationUk", "explanationEn"):
                assert all(word in drawn.words for word in choosing.plain(row[name]).split())
        assert register.texts(register.disagreements(read(KR25)), WORDS)

    def test_naming(self) -> None:
        """A strategy names the programmes that its projects lead to, and bears its projects."""
        (found,) = kept(extract.NAMING, read(PROJECTS))
        assert found.programmes == (KR25,)
        assert found.projects == tuple(row["projectId"] for row in rows(PROJECTS, "projects"))
        assert kept(extract.NAMING, read(KREMENCHUK))[0].programmes == ()


def test_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another wording gives another form, so that what was drawn by the old one counts no more."""
    before = extract.form()
    extract.form.cache_clear()
    assert extract.form() == before
    made = tmp_path / "uk" / "LC_MESSAGES" / f"{catalogues.DOMAIN}.mo"
    made.parent.mkdir(parents=True)
    made.write_bytes(b"other words")
    monkeypatch.setattr(catalogues, "folder", lambda: tmp_path)
    extract.form.cache_clear()
    assert extract.form() != before
    extract.form.cache_clear()
