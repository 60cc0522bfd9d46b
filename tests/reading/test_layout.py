"""Layout: every form of header, numbering, caption, note and footer, on small pages of our own."""

import pytest

from pipeline.reading.layout import Block, lay_out
from pipeline.sources import profiles

OPENING = (
    "On May 3, commencing at 10:00 a.m. for approximately 20 minutes, Mr. KONO Taro, Minister for Foreign Affairs, held a "
    "meeting with H.E. Mr. Ola NORDMANN, Minister of Foreign Affairs of the Kingdom of Norway. The overview is as follows."
)
SENTENCE = "Minister Kono stated that Japan and Norway share fundamental values and work together in many fields."


def blocks(text: str) -> list[Block]:
    found = lay_out(text, profiles()["mofa_jp"])
    assert "".join(text[block.start : block.end] for block in found) == text
    return found


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks(text)]


def page(*body: str, head: str = "Japan-Norway Relations\n\nMay 3, 2019\n") -> str:
    return head + "\n" + OPENING + "\n\n" + "\n".join(body) + "\n\nBack to Japan-Norway Relations"


@pytest.mark.parametrize(
    ("line", "kind", "label"),
    [
        (f"  1. {SENTENCE}", "item", "1"),
        (f"1. {SENTENCE}", "item", "1"),
        (f"1 {SENTENCE}", "item", "1"),
        (f"1.{SENTENCE}", "item", "1"),
        (f"(1) {SENTENCE}", "item", "(1)"),
        (f"(1){SENTENCE}", "item", "(1)"),
        (f"1) {SENTENCE}", "item", "1"),
        (f"(i) {SENTENCE}", "item", "(i)"),
        (f"(a) {SENTENCE}", "item", "(a)"),
        (f"a. {SENTENCE}", "item", "a"),
        (f"- 1. {SENTENCE}", "item", "1"),
        (f"  • (1) {SENTENCE}", "item", "(1)"),
        (f"2. 2. {SENTENCE}", "item", "2"),
        (f"II {SENTENCE}", "item", "II"),
        (f"  • {SENTENCE}", "bullet", None),
        (f"- {SENTENCE}", "bullet", None),
        (f"◦ {SENTENCE}", "bullet", None),
        (SENTENCE, "paragraph", None),
        ("1. Opening Remarks", "heading", "1"),
        ("2 Bilateral relations", "heading", "2"),
        ("(1)Regional affairs", "heading", "(1)"),
        ("(2) Japan-Norway Foreign Ministers’ Meeting (May 3)", "heading", "(2)"),
        ("4. Participants:", "heading", "4"),
        ("2004 was the year in which the two countries opened a new chapter of their friendship.", "paragraph", None),
        ("(Photo 3) Group photo by the ministers", "caption", None),
        ("(photo1) The two ministers", "caption", None),
        ("photo: The two ministers", "caption", None),
        ("(Photo: Cabinet Public Affairs Office)", "credit", None),
        ("Photo: Nagasaki City", "credit", None),
        ("(Note 1) The Pacific Islands Forum", "reference", None),
        ("[Reference] Joint Statement (PDF)Open a New Window", "reference", None),
        ("* The foregoing is a provisional translation.", "reference", None),
    ],
)
def test_every_form_of_line(line: str, kind: str, label: str | None) -> None:
    text = page(f"1. {SENTENCE} This is the first item of all.", line)
    found = next(block for block in blocks(text) if text[block.start : block.end].strip() == line.strip())
    assert (found.kind, found.label) == (kind, label)


def test_the_header_with_and_without_a_title() -> None:
    assert kinds(page())[:3] == ["collection", "date", "lead"]
    head = "Press Releases\n\nJapan-Norway Foreign Ministers’ Meeting\n\nMay 3, 2019\n"
    assert kinds(page(head=head))[:4] == ["collection", "title", "date", "lead"]
    head = "Japan-Norway Foreign Ministers’ Telephone Talks\n\nMay 3, 2012\nJapanese\n"
    assert kinds(page(head=head))[:4] == ["title", "date", "reference", "lead"]


def test_lines_behind_the_date_are_captions_until_the_opening() -> None:
    head = (
        "Japan-Norway Relations\n\nMay 3, 2019\nForeign Ministers shaking hands\nPhoto: Cabinet Public Relations Office\n"
        "Two Ministers who shake hands facing straight at a camera\n"
    )
    assert kinds(page(head=head))[:6] == ["collection", "date", "caption", "credit", "caption", "lead"]


def test_a_breadcrumb_is_the_collection() -> None:
    head = (
        "Home >  News >  Diplomatic Relations >  May 2012 >  Courtesy Call\n\nDiplomatic Relations\n\n"
        "Courtesy Call on Prime Minister Noda\n\nThursday, May 3, 2012\n"
    )
    found = kinds(page(head=head))
    assert found[0] == "collection"
    assert found.index("title") < found.index("date") < found.index("lead")


def test_captions_behind_a_heading_carry_no_mark() -> None:
    text = page(
        "1 Bilateral meetings",
        "",
        "(1) Japan-Chile Foreign Ministers’ Meeting (May 3)",
        "",
        "Salutation",
        "Meeting",
        "",
        SENTENCE,
    )
    assert kinds(text)[3:8] == ["heading", "heading", "caption", "caption", "paragraph"]


def test_a_line_broken_in_mid_sentence_is_one_paragraph() -> None:
    broken = "1. Minister Kono stated that Japan and Norway share\nfundamental values and work together in many fields."
    assert kinds(page(broken)).count("item") == 1


def test_levels_follow_the_order_of_the_markers() -> None:
    text = page(
        "1. Bilateral relations",
        f"(1) {SENTENCE}",
        f"(i) {SENTENCE} More.",
        "2. Other matters",
        f"(1) {SENTENCE} Again.",
    )
    assert [block.level for block in blocks(text) if block.label] == [1, 2, 3, 1, 2]


def test_the_list_behind_a_reference_belongs_to_it() -> None:
    text = page(
        f"1. {SENTENCE}",
        "",
        "[Reference 1] Participants",
        "",
        "  • Japan: Mr. KONO Taro, Minister for Foreign Affairs",
        "  • Norway: Mr. Ola NORDMANN, Minister",
    )
    assert kinds(text)[-4:] == ["reference", "reference", "reference", "footer"]


def test_a_body_that_stands_twice_is_read_once() -> None:
    text = page(f"1. {SENTENCE}", f"1. {SENTENCE}")
    assert [kind for kind in kinds(text) if kind in {"item", "unparsed"}] == ["item", "unparsed"]


def test_everything_behind_the_footer_is_footer() -> None:
    assert kinds(page(f"1. {SENTENCE}") + "\n\nRelated Links\nJapan-Norway Relations\n")[-3:] == [
        "footer",
        "footer",
        "footer",
    ]


@pytest.mark.parametrize(
    "text", ["x", "\n\nx\n", "\ufeffx", "x\r\ny\r\n", "Japan-Norway Relations", " \u00a0\n1.\n\n(1)\n"]
)
def test_odd_pages_are_tiled_too(text: str) -> None:
    assert blocks(text)
