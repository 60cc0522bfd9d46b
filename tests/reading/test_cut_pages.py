"""A page that breaks off anywhere is read as far as it goes."""

from pathlib import Path

import pytest

from pipeline.reading import UnknownLayout, read_document

RAW = Path(__file__).resolve().parents[2] / "raw" / "mofa_jp"
PAGES = sorted(RAW.glob("*.txt"))
CUTS = 80


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_cut_short_is_read_to_its_end(path: Path) -> None:
    text = path.read_text("utf-8")
    read = 0
    for k in range(1, CUTS + 1):
        # Half of the cuts fall behind a word, where a rule that looks ahead finds nothing.
        cut = len(text) * k // CUTS
        part = text[:cut] if k % 2 else text[:cut].rsplit(maxsplit=1)[0]
        try:
            reading = read_document("cut", part, "0" * 64)
        except UnknownLayout:
            continue
        read += 1
        assert "".join(part[block.char_start : block.char_end] for block in reading.blocks) == part
    assert read > CUTS // 2


def test_a_page_that_ends_in_a_leader_of_a_country_is_read() -> None:
    text = (
        "Japan-U.S. Summit Meeting\n\nMay 23, 2022\n\nOn May 23, Mr. KISHIDA Fumio, Prime Minister of Japan, held a meeting with "
        "the Honorable Joseph R. Biden, Jr., President of the United States of America.\n\n1. At the beginning, "
    )
    for ending in ["Prime Minister Kishida welcomed President Biden of the United States", "President Biden of"]:
        reading = read_document("leader", text + ending, "0" * 64)
        assert [participant.country_iso3 for participant in reading.participants] == ["JPN", "USA"]
