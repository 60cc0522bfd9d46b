"""The changes themselves: what they do to a text, and what they refuse."""

import random

import pytest

from pipeline import gazetteer
from tests.metamorphic import transform
from tests.metamorphic.pages import PAGES, text_of
from tests.metamorphic.transform import Changed, Edit, Name, Unfit

PAGE = (
    "Press Releases\n\nMay 30, 2021\n"
    "On May 30, commencing at 11:50 p.m., Mr. KONO Taro met Mr. Erik HALE of Norway in Oslo.\n\n"
    "  1. Minister Kono thanked Minister Hale for the hospitality that was shown to the delegation of Japan.\n"
    "  2. Minister Hale said that Norway’s ports, such as Bergen, are open to ships, and asked for more of them.\n"
    "  3. In response, Minister Kono explained that Japanese companies are always looking for better harbours.\n"
    "  4. The two Ministers agreed that the Norwegian ports should be visited by ships of Japan before long.\n\n"
    "Back to Press Releases\n"
)
KONO, HALE = Name("Taro", "Kono", "JPN"), Name("Erik", "Hale", "NOR")


def test_offsets_move_with_the_edits() -> None:
    changed = Changed("abcdef", (Edit(1, "", "XX"), Edit(2, "cd", "Y"), Edit(5, "f", "")))
    assert changed.text == "aXXbYe"
    assert [changed.moved(k) for k in range(6)] == [0, 3, 4, 4, 5, 6]


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Changed("abc", (Edit(0, "ab", ""), Edit(1, "b", "")))


def test_words_are_renamed_whole_and_in_capitals() -> None:
    changed = transform.rename_words("Kono, KONO, Konoe and People’s Kono's", {"Kono": "Abe", "People's": "Free"})
    assert changed.text == "Abe, ABE, Konoe and Free Abe's"


def test_names_are_drawn_by_family_and_none_twice() -> None:
    names = [
        KONO,
        HALE,
        Name("Phu Trong", "Nguyen", "VNM"),
        Name("Ki-moon", "Ban", None),
        Name("A. K. Abdul", "Momen", "BGD"),
    ]
    words = transform.draw_names(names, random.Random(1))
    assert set(words) == {"Kono", "Taro", "Hale", "Erik", "Nguyen", "Phu", "Trong", "Ban", "Ki-moon", "Momen", "Abdul"}
    assert len(set(words.values())) == len(words)
    assert transform.draw_names(reversed(names), random.Random(1)) == words


def test_countries_take_their_forms_and_cities_along() -> None:
    changed = transform.rename_countries(
        "Norway's ports; a Norwegian; the Kingdom of Norway; Oslo, Bergen", {"NOR": "LKA"}
    )
    assert changed.text == (
        "Sri Lanka's ports; a Sri Lankan; the Democratic Socialist Republic of Sri Lanka; Colombo, Colombo"
    )
    with pytest.raises(Unfit, match="LKA is named already"):
        transform.rename_countries("Norway and Sri Lanka", {"NOR": "LKA"})
    drawn = transform.draw_countries(PAGE, random.Random(3))
    assert list(drawn) == ["NOR"]
    assert drawn["NOR"] != "NOR"


@pytest.mark.parametrize("code", transform.countries())
def test_the_forms_of_a_country_are_those_of_the_gazetteer(code: str) -> None:
    forms = transform.countries()[code]
    assert set(forms) == {"name", "official", "adjective", "city"}
    for kind in ("name", "official", "adjective"):
        assert [gazetteer.country(form) for form in forms[kind]] == [code] * len(forms[kind])
    for form in forms["city"]:
        city = gazetteer.city(form)
        assert city is not None
        assert city.country_iso3 == code


def test_name_order_and_capitals() -> None:
    swapped = transform.swap_name_order("Mr. KONO Taro; KONO; Mr. Taro Abe; Abe", [KONO, Name("Taro", "Abe", "JPN")])
    assert swapped.text == "Mr. Taro Kono; Kono; Mr. ABE Taro; Abe"
    assert transform.capitals("Erik HALE, HALE and Taro Kono", [HALE, KONO]).text == "Erik Hale, Hale and Taro KONO"


def test_days_move_with_months_years_and_weekdays() -> None:
    def moved(text: str, days: int) -> str:
        return transform.shift_days(text, days, 2020).text

    assert (
        moved("Monday, February 24, 2020 and February 28 (Friday)", 2)
        == "Wednesday, February 26, 2020 and March 1 (Sunday)"
    )
    assert moved("from March 29 to 31; April 16-18, 2021", 1) == "from March 30 to April 1; April 17-19, 2021"
    assert moved("December 31, 2020", 1) == "January 1, 2021"
    assert moved("in May 2019, and 12 May; May it be", 5) == "in May 2019, and 12 May; May it be"
    assert moved("on March 3 and 10 minutes", 1) == "on March 4 and 10 minutes"
    with pytest.raises(Unfit, match="would leave its year"):
        moved("on December 31", 1)
    with pytest.raises(Unfit, match="February 30"):
        moved("on February 30", 1)
    assert transform.page_year(PAGE) == 2021


@pytest.mark.parametrize(
    ("before", "minutes", "after"),
    [
        ("at 11:50 a.m. sharp", 20, "at 12:10 p.m. sharp"),
        ("at 12:10 p.m. sharp", -20, "at 11:50 a.m. sharp"),
        ("at 6:50pm", 15, "at 7:05pm"),
        ("at 7 a.m., 9:00 PM", 60, "at 8 a.m., 10:00 PM"),
        ("at 7 a.m.", 5, "at 7:05 a.m."),
        ("from 09:35 to 10:30", 30, "from 10:05 to 11:00"),
        ("at 13:00 p.m.", 5, "at 13:05 p.m."),
        ("from noon to 12:50 p.m.", 30, "from 12:30 p.m. to 1:20 p.m."),
        ("for 30 minutes on May 3", 30, "for 30 minutes on May 3"),
        ("at 12:30 a.m.", 40, "at 1:10 a.m."),
    ],
)
def test_clocks_move_as_they_are_written(before: str, minutes: int, after: str) -> None:
    assert transform.shift_minutes(before, minutes).text == after


def test_a_clock_that_would_cross_midnight_is_refused() -> None:
    assert transform.room_for_minutes(PAGE) == range(-(23 * 60 + 50), 10)
    with pytest.raises(Unfit, match="would cross midnight"):
        transform.shift_minutes(PAGE, 10)


@pytest.mark.parametrize(
    ("style", "label"),
    [("dot", "  2. "), ("parentheses", "(2) "), ("tight", "(2)"), ("digit", "2 "), ("hyphen", "- "), ("none", "\n")],
)
def test_items_are_numbered_otherwise(style: str, label: str) -> None:
    assert f"Japan.\n{label}Minister Hale said" in transform.renumber(PAGE, style).text


def test_a_page_with_two_levels_is_not_renumbered() -> None:
    with pytest.raises(Unfit):
        transform.items("1. Opening remarks\n\n(1) " + "words " * 30 + "\n2. Other\n")
    changed = transform.headings_without_dot("1. Opening remarks\n\n(1) words\n")
    assert changed.text == "1 Opening remarks\n\n(1) words\n"
    assert transform.space_after_labels("1. Opening\n\n(1) words\n", "").text == "1.Opening\n\n(1)words\n"


def test_items_that_lean_on_others_keep_their_place() -> None:
    changed = transform.reorder_items(PAGE, random.Random(1))
    assert "  1. The two Ministers agreed" in changed.text
    assert "  3. In response, Minister Kono" in changed.text
    assert "  4. Minister Kono thanked" in changed.text
    assert "  2. Minister Hale said" in changed.text
    with pytest.raises(Unfit, match="no two items"):
        transform.reorder_items(PAGE.replace("The two Ministers", "They"), random.Random(1))


def test_captions_date_line_and_tail() -> None:
    captioned = transform.add_captions(PAGE, random.Random(1), 2)
    assert captioned.text.splitlines()[3] in transform.CAPTIONS
    assert "2021" not in transform.drop_date_line(PAGE).text
    with pytest.raises(Unfit, match="no date line"):
        transform.drop_date_line("May 30, commencing")
    assert transform.append("a", "b").text == "ab"
    assert transform.remove("abcd", [(2, 3), (0, 1)]).text == "bd"


def test_typing() -> None:
    assert transform.curly_quotes('"Yes", he\'s ("no")').text == "“Yes”, he’s (“no”)"
    assert transform.straight_quotes("“Yes”, he’s").text == '"Yes", he\'s'
    assert transform.crlf("a\nb\r\n").text == "a\r\nb\r\n"
    assert transform.hard_blanks("a b\n  c d", random.Random(1), 1.0).text == "a\u00a0b\n  c\u00a0d"
    assert transform.double_blanks("a b", random.Random(1), 1.0).text == "a  b"
    assert transform.trailing_blanks("a\n\n", random.Random(1), 1.0).text.strip() == "a"


def test_changes_are_the_same_for_the_same_seed() -> None:
    assert transform.hard_blanks(PAGE, random.Random(7)) == transform.hard_blanks(PAGE, random.Random(7))
    assert transform.reorder_items(PAGE, random.Random(7)) == transform.reorder_items(PAGE, random.Random(7))


@pytest.mark.parametrize(
    ("fits", "least"),
    [
        (transform.items, 10),
        (transform.headings_without_dot, 4),
        (lambda text: transform.reorder_items(text, random.Random(1)), 5),
        (transform.drop_date_line, 16),
    ],
    ids=["items", "headings", "reorder", "date_line"],
)
def test_enough_pages_allow_each_change(fits: object, least: int) -> None:
    assert callable(fits)
    allowed = 0
    for page in PAGES:
        try:
            fits(text_of(page))
            allowed += 1
        except Unfit:
            continue
    assert allowed >= least
