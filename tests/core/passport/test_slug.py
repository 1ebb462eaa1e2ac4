"""Addresses made from titles, by the national transliteration."""

import pytest

from ckanext.infoprog.core.passport.slug import LONGEST, slug


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Кропивницька міська рада", "kropyvnytska-miska-rada"),
        ("Асоціація міст України", "asotsiatsiia-mist-ukrainy"),
        ("Програма на 2025–2027 роки", "prohrama-na-2025-2027-roky"),
        ("Згурський, Єнакієве, Їжакевич", "zghurskyi-yenakiieve-yizhakevych"),
        ("Пам’ять Юрія Щербака", "pamiat-yuriia-shcherbaka"),
        ("API v1.0", "api-v1-0"),
        ("— !", ""),
    ],
)
def test_slug(title: str, made: str):
    """A title becomes small Latin letters as Resolution 55 of 2010 writes them."""
    assert slug(title) == made


def test_length():
    """A long title ends at a whole word."""
    made = slug("слово " * 40)
    assert len(made) <= LONGEST
    assert made.endswith("-slovo")
    assert len(slug("я" * 200)) == LONGEST
