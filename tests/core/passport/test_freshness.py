"""Due days, working days and the analysts' rule: dates follow from rules, nobody is called late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.infoprog.core.passport import freshness, vocabulary
from ckanext.infoprog.core.passport.freshness import CalendarError, standard

CHANGED = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


class TestCalendar:
    @pytest.mark.parametrize(
        ("day", "due"),
        [
            ("2026-11-16", "2026-11-19"),  # Monday: within the week
            ("2026-11-18", "2026-11-23"),  # Wednesday: over a weekend
            ("2026-11-21", "2026-11-25"),  # Saturday: the weekend does not count
            ("2026-12-30", "2027-01-04"),  # a public holiday is worked while martial law lasts
        ],
    )
    def test_three_working_days(self, day: str, due: str) -> None:
        """Three working days after a change skip Saturdays and Sundays and nothing else."""
        assert standard().after(date.fromisoformat(day), 3) == date.fromisoformat(due)

    def test_holidays_when_they_apply(self) -> None:
        """A city that switches holidays on skips them too."""
        own = standard().extended("holidays_apply: true")
        assert own.after(date(2026, 12, 30), 3) == date(2027, 1, 5)

    def test_single_days(self) -> None:
        """Single days of rest and of work stand over weekends and holidays."""
        own = standard().extended("days_off: [2026-11-17]\nworking_days: ['2026-11-21']")
        assert own.after(date(2026, 11, 16), 3) == date(2026, 11, 20)
        assert own.after(date(2026, 11, 20), 1) == date(2026, 11, 21)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("- 1", "not a list of keys"),
            ("weekends: [7]", "unknown key: weekends"),
            ("days_off: [soon]", "cannot be read"),
            ("weekend: 7", "cannot be read"),
        ],
    )
    def test_refused(self, text: str, message: str) -> None:
        """A calendar that cannot be read is refused with what is wrong in it."""
        with pytest.raises(CalendarError, match=message):
            standard().extended(text)

    def test_no_working_day(self) -> None:
        """A calendar without a working day ends in an error, not in an endless search."""
        with pytest.raises(CalendarError, match="no working day"):
            standard().extended("weekend: [1, 2, 3, 4, 5, 6, 7]").after(CHANGED, 1)

    @given(day=DAYS, count=st.integers(1, 30))
    def test_counts_working_days_only(self, day: date, count: int) -> None:
        """Exactly so many working days lie after a day up to the one that is found."""
        found = standard().after(day, count)
        between = [day + timedelta(days=n) for n in range(1, (found - day).days + 1)]
        assert sum(map(standard().is_working, between)) == count
        assert standard().is_working(found)


class TestFreshness:
    @pytest.mark.parametrize(
        ("frequency", "due", "stale"),
        [
            ("more than once a day", "2026-11-22", "2026-11-22"),
            ("once a day", "2026-11-22", "2026-11-22"),
            ("once a week", "2026-11-28", "2026-11-28"),
            ("once a month", "2026-12-21", "2026-12-22"),
            ("once a quarter", "2027-02-21", "2027-02-20"),
            ("once a half year", "2027-05-21", "2027-05-22"),
            ("once a year", "2027-11-21", "2027-11-20"),
            ("immediately after making changes", None, None),
            ("no longer updated", None, None),
            ("", None, None),
            ("now and then", None, None),
        ],
    )
    def test_days(self, frequency: str, due: str | None, stale: str | None) -> None:
        """The next due day and the analysts' bound follow from the frequency alone."""
        found = freshness.freshness(frequency, CHANGED, CHANGED, standard())
        days = [one and one.isoformat() for one in (found.due, found.stale_after)]
        assert days == [due, stale]

    def test_end_of_month(self) -> None:
        """A month after the last day of a longer month is the last day of the shorter one."""
        found = freshness.freshness("once a month", date(2027, 1, 31), CHANGED, standard())
        assert found.due == date(2027, 2, 28)

    def test_bounds_belong_to_the_fresh_side(self) -> None:
        """On the due day itself nothing is past; on the next day it is."""
        days = [date(2027, 2, 20), date(2027, 2, 21), date(2027, 2, 22)]
        found = [freshness.freshness("once a quarter", CHANGED, day, standard()) for day in days]
        assert [(one.is_due_past, one.is_stale) for one in found] == [
            (False, False),
            (False, True),
            (True, True),
        ]

    def test_unplanned(self) -> None:
        """A change of today is due in three working days, but not of what is finished."""
        running = freshness.freshness("once a year", CHANGED, CHANGED, standard())
        finished = freshness.freshness("no longer updated", CHANGED, CHANGED, standard())
        assert (running.unplanned, finished.unplanned) == (date(2026, 11, 25), None)

    @given(frequency=st.sampled_from([*vocabulary.frequencies(), ""]), changed=DAYS, today=DAYS)
    def test_every_day(self, frequency: str, changed: date, today: date) -> None:
        """No frequency and no day fails, and no due day lies before the change."""
        found = freshness.freshness(frequency, changed, today, standard())
        assert found.due is None or found.due > changed
