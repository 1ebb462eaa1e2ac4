"""Keys: made in one place, unique, reversible, sorted as people count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.infoprog.core import keys
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import KeyParts

PART = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
PARTS = st.lists(st.none() | PART, min_size=1, max_size=7)
FUNDING = KeyParts(
    (("measureId",), ("source",), ("fund",), ("executantId",), ("year",)), ("tableId", "editionId")
)
ROW = {
    "measureId": "1.3",
    "source": "localBudget",
    "year": 2026,
    "tableId": "t2",
    "editionId": "e2",
}


class TestBuildKey:
    def test_absent_part_is_a_hyphen(self):
        """An absent part stands in the key as a hyphen."""
        assert (
            keys.build_key(["1.3", "localBudget", None, None, 2026]) == "1.3~localBudget~-~-~2026"
        )

    @given(PARTS)
    def test_reversible(self, parts: list[str | None]):
        """A key taken apart gives the parts that it was made from."""
        assert keys.split_key(keys.build_key(parts)) == tuple(parts)

    @given(PARTS, PARTS)
    def test_unique(self, one: list[str | None], other: list[str | None]):
        """Different parts never make the same key."""
        assert (keys.build_key(one) == keys.build_key(other)) is (one == other)

    @pytest.mark.parametrize("part", ["", "-", "a b", "a\n", "~", "a~", "a~~b"])
    def test_ambiguous_part_is_refused(self, part: str):
        """A part that would make the key ambiguous is refused."""
        with pytest.raises(PackageError, match="cannot be part of a key"):
            keys.build_key(["1", part])

    def test_key_as_a_part(self):
        """The key of another table may stand in a key, its parts one by one."""
        assert keys.build_key(["2~1", None, "target"]) == "2~1~-~target"


class TestKeyOf:
    def test_from_columns(self):
        """A row's key is made from its columns; optional ones only where asked for."""
        assert keys.key_of(ROW, FUNDING) == "1.3~localBudget~-~-~2026"
        assert keys.key_of(ROW, FUNDING, ["tableId"]) == "1.3~localBudget~-~-~2026~t2"

    def test_first_column_that_is_there(self):
        """Where a part names several columns, the first that is not null stands in the key."""
        when = KeyParts((("id",), ("year", "asOf", "periodEnd")))
        row = {"id": "1", "year": None, "asOf": "2024-11-01", "periodEnd": "2024-10-31"}
        assert keys.key_of(row, when) == "1~2024-11-01"

    def test_all_right_keys(self):
        """A row's right keys are the plain one and those with the table, the edition or both."""
        plain = "1.3~localBudget~-~-~2026"
        assert keys.keys_of(ROW, FUNDING) == (plain, f"{plain}~t2", f"{plain}~e2", f"{plain}~t2~e2")


class TestNatural:
    def test_numbers_as_numbers(self):
        """Keys are sorted as people count: 1.2 before 1.10."""
        assert sorted(["1.10", "2.1", "1.2", "ind-1-10", "ind-1-9"], key=keys.natural) == [
            "1.2", "1.10", "2.1", "ind-1-9", "ind-1-10",
        ]  # fmt: skip

    def test_part_by_part(self):
        """The first part decides before the second: all of 1.1 stands before 1.10."""
        mixed = ["1.10~a", "1.1~b~2027", "1.1~b~2026", "1.1~-~-"]
        assert sorted(mixed, key=keys.natural) == ["1.1~-~-", "1.1~b~2026", "1.1~b~2027", "1.10~a"]

    @given(st.lists(st.text(max_size=6), max_size=8))
    def test_total_order(self, texts: list[str]):
        """Any texts have one order, whatever order they come in."""
        assert sorted(texts, key=keys.natural) == sorted(reversed(texts), key=keys.natural)
