"""A reading so simple that every row can be told in advance, for tests of what stands around reading.

Each document yields one row per table. A word in the text makes it go wrong: ``LAYOUT`` is no known page, ``FAULT``
is a fault of the program, ``CLAIMS`` claims more meetings than it has.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import reading
from pipeline.cache import keys
from pipeline.reading.records import (
    BlockRecord,
    DocumentRecord,
    EvidenceRecord,
    MeetingRecord,
    MentionRecord,
    ParticipantRecord,
    PersonRecord,
    Reading,
    StatementRecord,
    VisitRecord,
)

PAGE = "Mr. MOTEGI Toshimitsu and the Foreign Minister of Germany agreed to fight climate change. {}\n"


def read_document(document_id: str, text: str, sha256: str, source: str | None = None) -> Reading:
    if "LAYOUT" in text:
        raise reading.UnknownLayout("no publisher's profile fits")
    if "FAULT" in text:
        raise ZeroDivisionError("a fault")
    meeting_id, key, size = f"{document_id}#1", f"{document_id}#n1", len(text)
    day = dt.date(2020, 1, 2)
    start_utc = dt.datetime(2020, 1, 2, 9, tzinfo=dt.UTC)
    declared = 2 if "CLAIMS" in text else None
    start, end = text.index("MOTEGI"), text.index(" and")
    name = text[start:end]
    clause = text.index("agreed"), text.index(".", text.index("agreed"))
    one, two = f"{meeting_id}/p1", f"{meeting_id}/p2"
    span, said = (start, end, "made up"), (*clause, "made up")
    return Reading(
        document=DocumentRecord(
            document_id, "mofa_jp", None, "Title", "meeting", day, None, "en", declared, 1, size, sha256
        ),
        blocks=[BlockRecord(document_id, 1, "paragraph", None, None, meeting_id, 0, size)],
        persons=[
            PersonRecord(
                key, document_id, name, "Motegi", "Toshimitsu", "Mr.", None, "JPN", None, [name], start, end, "made up"
            )
        ],
        visits=[VisitRecord(f"{document_id}#v1", document_id, key, "Berlin", "DEU", day, None, None, *span)],
        meetings=[
            MeetingRecord(
                meeting_id, document_id, 1, None, None, day, None, "10:00", 60, start_utc,
                60, True, "Berlin", "DEU", "stated", None, "bilateral", "meeting", "in_person", 0, size, "made up",
            )
        ],
        participants=[
            ParticipantRecord(
                one, meeting_id, document_id, 1, key, name, "Mr.", None, "JPN", None, "home", "principal", *span
            ),
            ParticipantRecord(
                two, meeting_id, document_id, 2, None, None, None, "Foreign Minister", "DEU", None, "counterpart",
                "principal", *span,
            ),
        ],
        statements=[
            StatementRecord(
                f"{meeting_id}/s1", meeting_id, document_id, None, 1, "joint", None, None, "agree", "agreed", False,
                text[slice(*clause)], *said,
            )
        ],
        mentions=[MentionRecord(document_id, meeting_id, "person", key, name, "made up", start, end)],
        evidence=[EvidenceRecord(document_id, "meetings", meeting_id, "date", *span)],
    )  # fmt: skip


def write_raw(folder: Path, **pages: str) -> Path:
    """A raw folder with a page per name; the value is put into its text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in pages.items():
        (folder / f"{name}.txt").write_text(PAGE.format(words or name), encoding="utf-8")
    return folder


def use(
    monkeypatch: pytest.MonkeyPatch, read: Callable[..., Reading] = read_document, version: str = "small world"
) -> None:
    """Let documents be read this way; ``version`` names it, so that nothing read in another way is taken for it."""
    monkeypatch.setattr(reading, "read_document", read)
    monkeypatch.setattr(keys, "reading_version", lambda: version)
