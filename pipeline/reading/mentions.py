"""Mentions: each place where a page names a country, an organization, a place or a person."""

from pipeline.reading.page import Page
from pipeline.reading.records import MentionRecord


def read_mentions(page: Page, meeting_of_block: list[str | None]) -> list[MentionRecord]:
    """All mentions in the order of the text; footers and what no layout fits are left out."""
    found: list[MentionRecord] = []
    for number, block in enumerate(page.blocks):
        if block.kind in {"footer", "unparsed"}:
            continue
        meeting_id = meeting_of_block[number]
        for hit in page.hits.between(block.body_start, block.text_end):
            found.append(
                MentionRecord(
                    page.document_id,
                    meeting_id,
                    hit.entity_type,
                    hit.entity_id,
                    hit.text,
                    hit.method,
                    hit.start,
                    hit.end,
                )
            )
        span = page.tokens.between(block.body_start, block.text_end)
        for phrase in page.phrases_between(span.start, span.stop):
            person = page.people.of(phrase)
            if person is None:
                continue
            start, end = page.tokens.span(phrase.name_first, phrase.name_last)
            method = (
                "person:title_before"
                if phrase.title_before
                else "person:introduced"
                if phrase.appositive
                else "person:name"
            )
            found.append(
                MentionRecord(
                    page.document_id, meeting_id, "person", person.key, page.text[start:end], method, start, end
                )
            )
    found.sort(key=lambda m: (m.char_start, m.char_end, m.entity_type, m.entity_id))
    return found
