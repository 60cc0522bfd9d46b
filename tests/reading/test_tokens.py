"""Tokens and sentences: what the rest of the reading walks over."""

import pytest

from pipeline.reading.tokens import sentences, tokenize


def words(text: str) -> list[str]:
    return tokenize(text).words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H.E. Dr. A. K. Abdul Momen", ["H.E.", "Dr.", "A.", "K.", "Abdul", "Momen"]),
        ("Japan-U.S.-ROK cooperation", ["Japan-U.S.-ROK", "cooperation"]),
        ("Japan’s and Ki-moon's", ["Japan", "’s", "and", "Ki-moon", "'s"]),
        ("the U.S. and 2+2", ["the", "U.S.", "and", "2", "+", "2"]),
        ("at 11:40p.m. for 45minutes", ["at", "11:40p.m.", "for", "45minutes"]),
        ("The three Ministersshared", ["The", "three", "Ministers", "shared"]),
        ("he statedthat", ["he", "stated", "that"]),
        ("Open a New Windowwas issued", ["Open", "a", "New", "Window", "was", "issued"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_verb_glued_to_a_name_is_cut_only_where_the_name_stands_alone() -> None:
    assert words("Minister Klimkin spoke. Then Klimkinproposed a date.")[5:7] == ["Klimkin", "proposed"]
    assert "Klimkinproposed" in words("Then Klimkinproposed a date.")


def test_offsets_show_the_words_also_beyond_the_basic_plane() -> None:
    text = "🤝 Mr. Çavuşoğlu’s “Türkiye” (ROK)"
    tokens = tokenize(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words


def test_parentheses_and_quotations_are_known() -> None:
    tokens = tokenize('He (the Minister) stated “we agree” and "yes" (at last)')
    depth = dict(zip(tokens.words, tokens.depth, strict=True))
    quoted = dict(zip(tokens.words, tokens.quoted, strict=True))
    assert (depth["He"], depth["Minister"], depth["stated"]) == (0, 1, 0)
    assert (quoted["agree"], quoted["and"], quoted["yes"]) == (True, False, True)


def test_an_unclosed_quotation_ends_with_its_line() -> None:
    tokens = tokenize("He said “we agree\nShe stated")
    assert tokens.quoted[tokens.words.index("stated")] is False


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He met Mr. Ban. They agreed.", 2),
        ("He spoke with the U.S. The two Ministers agreed.", 2),
        ("He met the U.S. Secretary of State. They agreed.", 2),
        ("He called it “good.” They agreed.", 2),
        ("(The second meeting; it lasted an hour.) Minister Kono left.", 2),
        ("At 5:20 p.m. Minister Kono left for No. 10.", 1),
        ("H.E. Dr. A. K. Abdul Momen agreed.", 1),
        ("No end", 1),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    tokens = tokenize(text)
    found = sentences(tokens, 0, len(tokens))
    assert len(found) == count
    assert [k for a, b in found for k in range(a, b)] == list(range(len(tokens)))
