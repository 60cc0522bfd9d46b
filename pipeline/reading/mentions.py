"""Mentions: each place where a page names a country, an organization, a place or a person."""

from collections.abc import Iterator, Sequence

from pipeline.reading.layout import Block
from pipeline.reading.names import NamePhrase
from pipeline.reading.page import Page
from pipeline.reading.records import MentionRecord


def read_mentions(page: Page, meeting_of_block: Sequence[str | None]) -> list[MentionRecord]:
    """All mentions in the order of the text; footers and what no layout fits are left out.

    ``meeting_of_block`` holds the meeting of each block of the page, None where it belongs to none.
    """
    found = [
        MentionRecord(page.document_id, meeting_id, kind, entity, page.text[start:end], method, start, end)
        for block, meeting_id in zip(page.blocks, meeting_of_block, strict=True)
        if block.kind not in {"footer", "unparsed"}
        for kind, entity, method, start, end in _named_in(page, block)
    ]
    found.sort(key=lambda m: (m.char_start, m.char_end, m.entity_type, m.entity_id))
    return found


def _named_in(page: Page, block: Block) -> Iterator[tuple[str, str, str, int, int]]:
    """Type, id, rule and characters of whatever a block names."""
    for hit in page.hits_in(block):
        yield hit.entity_type, hit.entity_id, hit.method, hit.start, hit.end
    for phrase in page.phrases_in(block):
        person = page.people.of(phrase)
        if person is not None:
            yield "person", person.key, _method(phrase), *page.tokens.span(phrase.name_first, phrase.name_last)


def _method(phrase: NamePhrase) -> str:
    if phrase.title_before:
        return "person:title_before"
    return "person:introduced" if phrase.appositive else "person:name"
