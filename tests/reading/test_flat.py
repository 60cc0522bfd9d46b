"""The view with plain blanks: what it is made of, and the way back."""

import sys

import pytest

from pipeline.reading.flat import ODD_BLANKS, flatten


def test_odd_blanks_are_all_white_space_but_space_and_line_feed() -> None:
    blanks = {character for character in map(chr, range(sys.maxunicode + 1)) if character.isspace()}
    assert set(ODD_BLANKS) == blanks - {" ", "\n"}


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("as it is\n\nhere", "as it is\n\nhere"),
        ("two  or   three", "two or three"),
        ("no-break\u00a0blank", "no-break blank"),
        ("both \u00a0and\ttab", "both and tab"),
        ("line\r\nend", "line \nend"),
        ("in\n   front", "in\n   front"),
        ("in\n\u3000front", "in\n front"),
    ],
)
def test_view(text: str, view: str) -> None:
    assert flatten(text).text == view


def test_offsets_lead_back_with_and_without_odd_blanks() -> None:
    for text in ("a  b   c", "a \u00a0b \t c"):
        flat = flatten(text)
        assert [text[flat.start(flat.text.index(word))] for word in "abc"] == ["a", "b", "c"]
