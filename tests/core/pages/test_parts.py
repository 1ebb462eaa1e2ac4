"""Parts of very many documents: a page takes a bounded number, and all of them are reached."""

from __future__ import annotations

import pytest

from ckanext.infoprog.core.pages import parts
from tests.core.pages.shipped import (
    KR22,
    KR25,
    WORDS,
    calendar_of,
    comparison_of,
    read,
    reader,
    register_of,
)


def part(total: int, **asked: str) -> parts.Part:
    return parts.part(asked, total, WORDS)


class TestPart:
    @pytest.mark.parametrize("total", [0, 1, 30, 31, 1500])
    def test_whole(self, total: int) -> None:
        """The parts follow one another without a gap and end with the last document."""
        first = part(total)
        ends = [0]
        for at in range(1, first.of + 1):
            found = part(total, part=str(at))
            assert (found.faults, found.offset) == ((), ends[-1])
            ends.append(found.last)
        assert ends[-1] == total
        assert max(b - a for a, b in zip(ends, ends[1:], strict=False)) <= parts.MOST

    @pytest.mark.parametrize("text", ["0", "51", "-1", "1e1", "٣", "x" * 500, "9" * 30, "1;--"])
    def test_wrong(self, text: str) -> None:
        """A part that there is not is told, and the first one is shown."""
        found = part(1500, part=text)
        assert (found.at, len(found.faults)) == (1, 1)

    def test_few(self) -> None:
        """Nothing is said of parts where one holds everything."""
        assert not part(parts.MOST).is_told
        assert part(parts.MOST + 1).is_told

    def test_said(self) -> None:
        """The page says which documents of how many it is made from."""
        assert part(1500, part="2").said == "Документи 31–60 з 1\N{NO-BREAK SPACE}500"
        assert part(0, named="немає").said == "Жоден документ не має цих слів у назві."

    def test_named(self) -> None:
        """Words for a name stay in the address of every part; too many of them are told."""
        assert part(90, named="цифрова громада").query(2).startswith("?named=")
        assert part(90, named="x" * 201).faults
        assert parts.named({"named": "x" * 201}) == ""


class TestPages:
    def test_kept(self) -> None:
        """The filters of a list, its files and its pages stay within the part."""
        found = part(90, part="2", named="рада")
        page = register_of(read(KR25), who=reader(about="measures"), part=found)
        assert "part=2" in page.listed.query
        assert "named=" in page.listed.query
        assert "about=measures" in page.listed.query
        calendar = calendar_of(read(KR25), read(KR22), who=reader(programme=KR25), part=found)
        assert "part=2" in calendar.listed.query

    def test_wrong(self) -> None:
        """A wrong part is a fault of the page as a wrong filter is."""
        found = part(90, part="7")
        for page in (
            register_of(read(KR25), who=reader(), part=found),
            comparison_of(read(KR25), who=reader(), part=found),
            calendar_of(read(KR25), who=reader(), part=found),
        ):
            assert page.faults == found.faults

    def test_alone(self) -> None:
        """A document that is asked for by its name is shown wherever it stands, and said so."""
        found = parts.one("package", KR25, WORDS)
        page = register_of(read(KR25), who=reader(package=KR25), part=found)
        assert (page.faults, page.part.is_told) == ((), True)
        assert page.listed.query == f"?package={KR25}"
