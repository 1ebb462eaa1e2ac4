"""The calendar of reports: the days that the duties of the documents give, and nothing more."""

from __future__ import annotations

from dataclasses import replace

from ckanext.infoprog.core.pages import calendarpage
from ckanext.infoprog.core.pages.calendarpage import CalendarPage
from tests.core.pages import made
from tests.core.pages.shipped import (
    KR22,
    KR25,
    KREMENCHUK,
    PROJECTS,
    calendar_of,
    given,
    read,
    reader,
    rows,
)

SLUGS = (KR22, KR25, KREMENCHUK, PROJECTS)


def page(**asked: str) -> CalendarPage:
    return calendar_of(*map(read, SLUGS), who=reader(**asked))


class TestCalendar:
    def test_days(self) -> None:
        """A quarterly duty gives four days a year of the term, a yearly one a day."""
        each = {"quarter": 12, "year": 3}
        wanted = sum(each[duty["frequency"]] for slug in SLUGS[:3]
                     for duty in rows(slug, "reportingDuties"))  # fmt: skip
        assert len(page().listed.found) == wanted

    def test_coming(self) -> None:
        """The first day to come is the fifth day after the quarter, of both programmes in force."""
        coming = page().coming
        assert coming is not None
        first = given(coming)[:2]
        assert {row["day"] for row in first} == {"2027-01-05"}
        assert {row["periodEnd"] for row in first} == {"2026-12-31"}

    def test_nobody_late(self) -> None:
        """A day that is over stands among the past ones, without a word of lateness."""
        past = page().past
        assert past is not None
        assert given(past)[0]["day"] < "2026-11-21"
        assert "прострочен" not in page().ics

    def test_chosen(self) -> None:
        """One programme's days can be had alone, in the file for calendars too."""
        found = page(programme=KREMENCHUK)
        assert {one.package for one in found.listed.found} == {KREMENCHUK}
        assert found.ics.count("BEGIN:VEVENT") == len(found.listed.found)


class TestIcs:
    def test_lines(self) -> None:
        """No line is longer than 75 bytes, each ends as the standard asks, and folds are whole."""
        raw = page().ics.encode()
        assert raw.endswith(b"END:VCALENDAR\r\n")
        assert max(len(line) for line in raw.split(b"\r\n")) <= 75
        whole = page().ics.replace("\r\n ", "")
        assert "SUMMARY:інформацію про стан її виконання (" in whole

    def test_names(self) -> None:
        """Each event has a name of its own that stays the same from day to day."""
        names = [line for line in page().ics.split("\r\n") if line.startswith("UID:")]
        assert len(names) == len(set(names)) == len(page().listed.found)

    def test_escaped(self) -> None:
        """Commas, semicolons and breaks of the document's text cannot end a field."""
        assert calendarpage._escaped("а, б; в\nг\\") == "а\\, б\\; в\\nг\\\\"


class TestLeftOut:
    def test_undated(self) -> None:
        """A duty without a day that can be counted is told with the document's own term."""
        of = read(KR25)
        programme = of.of_programme()
        duty = replace(programme.duties[0], key="D-99", deadline="за потреби")
        other = made.holding(of, replace(programme, duties=(*programme.duties, duty)))
        found = calendar_of(other, who=reader())
        assert found.undated is not None
        assert [(row["dutyId"], row["deadline"]) for row in given(found.undated)] == [
            ("D-99", "за потреби")
        ]
        assert len(found.listed.found) == len(calendar_of(of, who=reader()).listed.found)

    def test_silent(self) -> None:
        """A programme without duties is named, a package without a programme is not."""
        of = read(KR25)
        mute = made.holding(of, replace(of.of_programme(), duties=()))
        found = calendar_of(mute, read(PROJECTS), read(KREMENCHUK), who=reader())
        assert [one.path for one in found.silent] == [f"/programme/{KR25}"]

    def test_shipped(self) -> None:
        """Of the shipped programmes every duty stands in the calendar or among those left out."""
        dated = {(one.package, one.duty.key) for one in page().listed.found}
        undated = page().undated
        left = {row["dutyId"] for row in given(undated)} if undated else set()
        for slug in SLUGS[:3]:
            for duty in rows(slug, "reportingDuties"):
                assert (slug, duty["dutyId"]) in dated or duty["dutyId"] in left
