"""Word lists of the search, from the short form people write to the long form Solr reads.

The lists stand in portal/solr/words/; docs/search.md says how to add a word.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from portal.errors import PortalError
from portal.i18n import _

WORDS = Path(__file__).parent / "solr" / "words"

# ending of the dictionary form -> six cases singular, six plural; «|» parts what may stand either
# way, «0» is no ending. The first ending that fits is taken.
NOUNS = {
    "ок": "ок ку|ка ку|кові ок ком ку|кові ки ків кам ки|ків ками ках",
    "ія": "ія ії ії ію ією ії ії ій іям ії|ій іями іях",
    "ість": "ість ості|ости ості ість істю ості ості остей остям ості остями остях",
    "ка": "ка ки ці ку кою ці ки ок|к кам ки|ок|к ками ках",
    "га": "га ги зі гу гою зі ги г гам ги|г гами гах",
    "ха": "ха хи сі ху хою сі хи х хам хи|х хами хах",
    "ння": "ння ння нню ння нням нні|нню ння нь нням ння ннями ннях",
    "ття": "ття ття ттю ття ттям тті|ттю ття ттів|ть ттям ття ттями ттях",
    "ня": "ня ні ні ню нею ні ні нь ням ні|нь нями нях",
    "ець": "ець ця цю|цеві ця цем ці|цеві ці ців цям ців|ці цями цях",
    "а": "а и і у ою і и 0 ам и|0 ами ах",
    "о": "о а у|ові о ом і|у а 0 ам а ами ах",
    "ь": "ь я|і ю|еві|і ь|я ем|ю і|ю|еві і ів|ей ям і|ів|ей ями ях",
    "й": "й я|ю ю|єві й|я єм ї|ю|єві ї їв ям ї|їв ями ях",
    "и": "и ів|0 ам и|ів|0 ами ах и ів|0 ам и|ів|0 ами ах",
    "": "0 а|у у|ові 0|а ом і|у|ові и ів ам и|ів ами ах",
}
_PLURAL = "і их им і|их ими их"
_SOFT_PLURAL = "і іх ім і|іх іми іх"
ADJECTIVES = {
    "ий": f"ий ого ому ий|ого им ому|ім {_PLURAL}",
    "ій": f"ій ього ьому ій|ього ім ьому|ім {_SOFT_PLURAL}",
    "я": f"я ьої ій ю ьою ій {_SOFT_PLURAL}",
    "є": f"є ього ьому є ім ьому|ім {_SOFT_PLURAL}",
    "а": f"а ої ій у ою ій {_PLURAL}",
    "е": f"е ого ому е им ому|ім {_PLURAL}",
    "і": f"{_PLURAL} {_PLURAL}",
}
_VOWELS = "аеєиіїоуюя"


def cases(word: str, patterns: dict[str, str]) -> list[list[str]]:
    """Return the forms of a word, case by case, each with all its variants."""
    for ending, pattern in patterns.items():
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return [
                [stem + ("" if form == "0" else form) for form in cell.split("|")]
                for cell in pattern.split()
            ]
    raise PortalError(
        _("the word list cannot decline «{word}»").format(word=word),
        _("see docs/search.md for the endings it knows; mend the line in {folder}").format(
            folder=WORDS
        ),
    )


def word_forms(word: str) -> set[str]:
    """Return every form of a new word; a word that ends like none of them stays as it is."""
    if word.endswith("ий"):
        stem = word[:-2]
        tables = [cases(stem + ending, ADJECTIVES) for ending in ("ий", "а", "е")]
    elif word[-1] in "іуюїе":
        tables = []
    else:
        tables = [cases(word, NOUNS)]
    return {word} | {form for table in tables for cell in table for form in cell}


def phrase_forms(phrase: str) -> set[str]:
    """Return a phrase in every case: ~ marks a noun and ^ an adjective that agree."""
    columns = []
    for word in phrase.split():
        bare = word.lstrip("~^")
        if word.startswith("~"):
            columns.append(_with_tail(bare, NOUNS))
        elif word.startswith("^"):
            columns.append(_with_tail(bare, ADJECTIVES))
        else:
            columns.append([[bare]] * 12)
    return {
        " ".join(words) for row in zip(*columns, strict=True) for words in itertools.product(*row)
    }


def _with_tail(word: str, patterns: dict[str, str]) -> list[list[str]]:
    """Decline the changing part of a word: «особа-підприємець» changes in both its parts."""
    first, hyphen, second = word.partition("-")
    if not hyphen or patterns is ADJECTIVES:
        return cases(word, patterns)
    pairs = zip(cases(first, patterns), cases(second, patterns), strict=True)
    return [[f"{a}-{b}" for a, b in itertools.product(*pair)] for pair in pairs]


def files(folder: Path = WORDS) -> dict[str, str]:
    """Return the generated lists that go into a core's configuration, by file name."""
    families = {
        word: line.split()[0]
        for line in _lines(folder / "families.txt")
        for word in line.split()[1:]
    }
    synonyms = {
        short: [phrase.strip() for phrase in phrases.split(";")]
        for short, phrases in _pairs(folder / "synonyms.txt")
    }
    return {
        "spellings.txt": _text(sorted(_spellings(_pairs(folder / "spellings.txt")))),
        "forms.txt": _text(sorted(_forms(_lines(folder / "words.txt"), synonyms, families))),
        "families.txt": _text(sorted(f"{word}\t{head}" for word, head in families.items())),
        "phrases.txt": _text(sorted(_phrases(synonyms))),
    }


def _forms(
    words: Iterable[str], synonyms: dict[str, list[str]], families: dict[str, str]
) -> set[str]:
    forms = {word: word_forms(word) for word in words}
    forms |= {short: _short_forms(short) for short in synonyms}
    return {f"{form}\t{families.get(word, word)}" for word, own in forms.items() for form in own}


def _short_forms(short: str) -> set[str]:
    """Return the forms of an abbreviation: those that are read as a word are declined (ЦНАПу)."""
    spoken = re.fullmatch(rf"\w+[{_VOWELS}]\w*[^\W{_VOWELS}]", short)
    return word_forms(short) if spoken else {short}


def _phrases(synonyms: dict[str, list[str]]) -> Iterator[str]:
    """Return Solr's rules: beside a phrase stands its abbreviation, beside that the phrases.

    Both ways are rules of the index, because a query reaches the analysis word by word.
    """
    for short, phrases in synonyms.items():
        plain = [re.sub(r"[~^]", "", phrase) for phrase in phrases]
        for form in _short_forms(short):
            yield f"{form} => {','.join([form, *plain])}"
        for form in {form for phrase in phrases for form in phrase_forms(phrase)}:
            yield f"{form} => {form},{short}"


def _spellings(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Return Solr's mapping rules in small letters, with a capital, in capitals."""
    for written, searched in pairs:
        for case in (str.lower, str.capitalize, str.upper):
            yield f'"{case(written)}" => "{case(searched)}"'


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in _lines(path):
        left, equals, right = (part.strip() for part in line.partition("="))
        if not (left and equals and right):
            raise PortalError(
                _("{path}: «{line}» is not «this = that»").format(path=path, line=line),
                _("mend the line; docs/search.md shows the form"),
            )
        yield left, right


def _lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
