"""What matched, told apart from the rest of a text."""

import pytest

from ckanext.infoprog.core.search import found
from ckanext.infoprog.core.search.found import BEGIN, END, Piece


def marked(text: str) -> str:
    """Return a text with [matches] as the index marks them."""
    return text.replace("[", BEGIN).replace("]", END)


class TestPieces:
    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("без збігу", [Piece("без збігу")]),
            ("[Архів] міста", [Piece("Архів", is_match=True), Piece(" міста")]),
            ("(у т.ч. [архівних)] справ",
             [Piece("(у т.ч. "), Piece("архівних", is_match=True), Piece(")"), Piece(" справ")]),
            ("<b>[x]</b>", [Piece("<b>"), Piece("x", is_match=True), Piece("</b>")]),
            ("[не кінчено", [Piece("не кінчено")]),
            ("", []),
        ],
    )  # fmt: skip
    def test_matches_are_pieces(self, text: str, pieces: list[Piece]) -> None:
        """A match is the word alone, without signs that touch it; markup stays text."""
        assert list(found.pieces(marked(text))) == pieces

    @pytest.mark.parametrize("before", [0, 30, 250, 800, 880])
    def test_long_text_is_cut_around_the_match(self, before: int) -> None:
        """Of a text of 900 characters a bounded part is shown, and the match is in it."""
        text = "а " * (before // 2) + f"{BEGIN}збіг{END}" + " б" * ((896 - before) // 2)
        cut = found.pieces(text)
        assert Piece("збіг", is_match=True) in cut
        assert sum(len(one.text) for one in cut) <= found.LONGEST + 4

    def test_long_text_without_match_is_cut_at_its_end(self) -> None:
        """A text without a match is shown from its beginning."""
        cut = found.pieces("слово " * 200)
        assert cut[0].text.startswith("слово")
        assert cut[-1].text == " …"
