"""A page that is changed in a known way is coded in a known way."""

import datetime as dt
import random
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.metamorphic import transform
from tests.metamorphic.coding import Coding, Facts, differences, mapped, without
from tests.metamorphic.pages import PAGES, coding_of, text_of
from tests.metamorphic.transform import NUMBERINGS, Changed, Unfit


def _check(changed: Changed, wanted: Facts, *dropped: str, change: Callable[[Any], Any] | None = None) -> Coding:
    """Read the changed page and compare what comes out with what should, without some fields."""
    coding = Coding.of(changed.text)
    got = coding.facts() if change is None else mapped(coding.facts(), change)
    found = differences(without(got, dropped), without(wanted, dropped))
    assert not found, "\n".join(found)
    return coding


def _fitting(change: Callable[[str], object]) -> pytest.MarkDecorator:
    """The pages that allow a change, as parameters."""

    def fits(page: str) -> bool:
        try:
            change(text_of(page))
        except Unfit:
            return False
        return True

    return pytest.mark.parametrize("page", [page for page in PAGES if fits(page)])


_every_page = pytest.mark.parametrize("page", PAGES)
_flat_page = _fitting(transform.items)


# -- names ------------------------------------------------------------------------------------------------------------


def _renamed(words: Mapping[str, str], codes: Mapping[str, str]) -> Callable[[Any], Any]:
    def change(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return codes.get(value) or transform.rename_words(value, words).text

    return change


def _fold(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


@_every_page
@pytest.mark.parametrize("seed", [1, 2])
def test_people_renamed(page: str, seed: int) -> None:
    before = coding_of(page)
    words = transform.draw_names(before.names(), random.Random(f"{page} {seed}"))
    changed = transform.rename_words(before.text, words)
    _check(changed, mapped(before.facts(), _renamed(words, {})))


# Family names of several words or with marks, and such as are words, titles, months, or places elsewhere.
_PARTS = ("van der Heijden", "Al-Jubeir", "Le Drian", "O'Neill", "Di Maio", "Thomas-Greenfield", "Kőrösi", "da Costa")
_WORDS = ("May", "Price", "King", "Bishop", "Jordan", "Young", "Hope", "Marshall", "Chad", "Berlin", "August")


@pytest.mark.parametrize("family", [*_PARTS, *_WORDS])
@pytest.mark.parametrize(("page", "old"), [("telephone", "Halvorsen"), ("luncheon", "Duarte"), ("tour", "Horvath")])
def test_a_family_name_of_parts_or_that_is_a_word(page: str, old: str, family: str) -> None:
    before = coding_of(page)
    words = {old: family}
    changed = transform.rename_words(before.text, words)
    _check(changed, mapped(mapped(before.facts(), _renamed(words, {})), _fold), change=_fold)


@_every_page
@pytest.mark.parametrize("seed", [1, 2])
def test_countries_renamed(page: str, seed: int) -> None:
    before = coding_of(page)
    codes = transform.draw_countries(before.text, random.Random(f"{page} {seed}"))
    changed = transform.rename_countries(before.text, codes)
    # Another city may lie in another zone, which two clocks then contradict.
    _check(changed, mapped(before.facts(), _renamed(transform.country_words(codes), codes)), "issues")


@_every_page
def test_japanese_names_in_the_other_order(page: str) -> None:
    before = coding_of(page)
    names = [name for name in before.names() if name.country == "JPN" and name.given]
    changed = transform.swap_name_order(before.text, names)

    def swapped(value: Any) -> Any:
        return _fold(transform.swap_name_order(value, names).text) if isinstance(value, str) else value

    _check(changed, mapped(before.facts(), swapped), "words", "title", "section", change=_fold)


@_every_page
def test_family_names_in_capitals_or_not(page: str) -> None:
    before = coding_of(page)
    names = [name for name in before.names() if name.country not in ("JPN", "VNM", "KOR")]
    changed = transform.capitals(before.text, names)
    _check(changed, mapped(before.facts(), _fold), change=_fold)


# -- dates and clocks -------------------------------------------------------------------------------------------------


@_every_page
@pytest.mark.parametrize("days", [7, 1, -3, 10])
def test_days_moved(page: str, days: int) -> None:
    before = coding_of(page)
    changed = transform.shift_days(before.text, days)
    year = transform.page_year(before.text)

    def moved(value: Any) -> Any:
        if isinstance(value, dt.date):
            return value + dt.timedelta(days)
        return transform.shift_days(value, days, year).text

    _check(changed, mapped(before.facts(), moved))


@_every_page
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_clocks_moved(page: str, share: float) -> None:
    before = coding_of(page)
    room = transform.room_for_minutes(before.text)
    minutes = room[int(share * len(room))]
    changed = transform.shift_minutes(before.text, minutes)

    def moved(value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return value + dt.timedelta(minutes=minutes)
        return value if isinstance(value, dt.date) else transform.shift_minutes(value, minutes).text

    # A clock without "a.m." or "p.m." may leave the hours that say by themselves which half of the day is meant.
    _check(changed, mapped(before.facts(), moved), "issues")


@_fitting(transform.drop_date_line)
def test_without_the_date_line_the_year_is_unknown(page: str) -> None:
    before = coding_of(page)
    changed = transform.drop_date_line(before.text)
    undated = ("date", "end_date", "start_utc", "utc_offset_minutes", "published_on", "start_on", "end_on", "issues")
    # The line tells titles from captions.
    after = _check(changed, before.facts(), *undated, "title", "outside")
    assert after.reading.document.published_on is None
    for one, other in zip(after.reading.meetings, before.reading.meetings, strict=True):
        assert (one.date, one.start_utc) == (None, None)
        assert one.utc_offset_minutes in (other.utc_offset_minutes, None)


# -- layout -----------------------------------------------------------------------------------------------------------


@_flat_page
@pytest.mark.parametrize("style", NUMBERINGS)
def test_items_numbered_otherwise(page: str, style: str) -> None:
    before = coding_of(page)
    _check(transform.renumber(before.text, style), before.facts())


@_every_page
@pytest.mark.parametrize("gap", ["", " ", "  "])
def test_blanks_behind_labels(page: str, gap: str) -> None:
    before = coding_of(page)
    _check(transform.space_after_labels(before.text, gap), before.facts())


@_fitting(transform.headings_without_dot)
def test_headings_without_a_dot(page: str) -> None:
    before = coding_of(page)
    _check(transform.headings_without_dot(before.text), before.facts())


@_fitting(lambda text: transform.reorder_items(text, random.Random(0)))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_items_in_another_order(page: str, seed: int) -> None:
    before = coding_of(page)
    changed = transform.reorder_items(before.text, random.Random(seed))

    def sets(facts: Facts) -> Facts:
        meetings = [{**each, "statements": sorted(each["statements"], key=str)} for each in facts["meetings"]]
        return {**facts, "meetings": meetings}

    got = sets(Coding.of(changed.text).facts())
    found = differences(got, sets(before.facts()))
    assert not found, "\n".join(found)


@_fitting(lambda text: transform.add_captions(text, random.Random(0)))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_captions_added(page: str, seed: int) -> None:
    before = coding_of(page)
    _check(transform.add_captions(before.text, random.Random(seed)), before.facts())


@_every_page
@pytest.mark.parametrize("kinds", [("caption", "credit"), ("footer",)], ids=["captions", "footers"])
def test_captions_and_footers_taken_away(page: str, kinds: tuple[str, ...]) -> None:
    before = coding_of(page)
    spans = [(block.char_start, block.char_end) for block in before.reading.blocks if block.kind in kinds]
    # Entities that only a caption names go with it.
    _check(transform.remove(before.text, spans), before.facts(), "mentions", "outside", "persons")


@_every_page
@pytest.mark.parametrize(
    "tail",
    [
        "Press Releases",
        "Japan and the United Nations\n\n",
        "\nRelated Information (Japan-Norway Relations)\nBack to Press Releases\n",
        "\n\nPage Top\n",
        "\nThe State of the Art (PDF)Open a New Window\n",
    ],
    ids=["next_page_glued", "next_page_lines", "related", "page_top", "link"],
)
def test_more_behind_the_page(page: str, tail: str) -> None:
    before = coding_of(page)
    _check(
        transform.append(before.text.rstrip("\n") if tail[0] != "\n" else before.text, tail), before.facts(), "outside"
    )


# -- typing -----------------------------------------------------------------------------------------------------------


def _ink(words: str) -> str:
    """Words without blanks, quotes of one kind."""
    return re.sub(r"\s+", "", words.translate(str.maketrans("“”‘’", "\"\"''")))


def _typed(value: Any) -> Any:
    return " ".join(transform.straight_quotes(value).text.split()) if isinstance(value, str) else value


_TYPING: Mapping[str, Callable[[str], Changed]] = {
    "curly_quotes": transform.curly_quotes,
    "straight_quotes": transform.straight_quotes,
    "hard_blanks": lambda text: transform.hard_blanks(text, random.Random(1)),
    "all_hard_blanks": lambda text: transform.hard_blanks(text, random.Random(1), 1.0),
    "double_blanks": lambda text: transform.double_blanks(text, random.Random(2)),
    "trailing_blanks": lambda text: transform.trailing_blanks(text, random.Random(3)),
    "crlf": transform.crlf,
}


@_every_page
@pytest.mark.parametrize("typing", _TYPING)
def test_typed_otherwise(page: str, typing: str) -> None:
    before = coding_of(page)
    changed = _TYPING[typing](before.text)
    after = _check(changed, mapped(before.facts(), _typed), change=_typed)
    assert _spans(after) == _spans(before)


def _spans(coding: Coding) -> list[tuple[str, int, str]]:
    """Each record's kind, how much ink stands before it, and its own ink."""
    reading = coding.reading
    records: list[Any] = [
        *reading.visits,
        *reading.meetings,
        *reading.participants,
        *reading.statements,
        *reading.mentions,
    ]
    return [
        (type(row).__name__, len(_ink(coding.text[: row.char_start])), _ink(coding.text[row.char_start : row.char_end]))
        for row in records
    ]
