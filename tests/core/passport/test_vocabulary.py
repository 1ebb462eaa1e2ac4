"""The national vocabularies: whole, labelled in both languages, each with a term of the EU."""

import pytest

from ckanext.infoprog.core.passport import vocabulary

FREQUENCIES = [
    ("more than once a day", "Більш як один раз на день", 1, (1, 0)),
    ("once a day", "Щодня", 1, (1, 0)),
    ("once a week", "Щотижня", 7, (7, 0)),
    ("once a month", "Щомісяця", 31, (0, 1)),
    ("once a quarter", "Щокварталу", 91, (0, 3)),
    ("once a half year", "Кожного півріччя", 182, (0, 6)),
    ("once a year", "Щороку", 364, (0, 12)),
    ("immediately after making changes", "Відразу після внесення змін", None, (0, 0)),
    ("no longer updated", "Більше не оновлюється", None, (0, 0)),
]


@pytest.mark.parametrize(("value", "label", "stale", "step"), FREQUENCIES)
def test_frequency(value: str, label: str, stale: int | None, step: tuple[int, int]):
    """A frequency has its national label, the analysts' bound and the step to the next update."""
    found = vocabulary.frequency(value)
    assert found is not None
    assert found.label["uk"] == label
    assert (found.stale_days, (found.days, found.months)) == (stale, step)


def test_whole():
    """The vocabularies hold what the national portal's forms offer, in its order."""
    assert list(vocabulary.frequencies()) == [value for value, *_ in FREQUENCIES]
    assert list(vocabulary.languages()) == ["ua", "ru", "en", "ro", "hu", "bg", "pl"]
    assert vocabulary.frequency("yearly") is None
    assert vocabulary.language("uk") is None


def test_terms_of_the_eu():
    """Every value has a term of the EU's authority tables, each another."""
    for found in (vocabulary.frequencies(), vocabulary.languages()):
        terms = [one.eu for one in found.values()]
        assert len(set(terms)) == len(terms)
        assert all("publications.europa.eu/resource/authority/" in term for term in terms)
        assert all(one.label["uk"] and one.label["en"] for one in found.values())
