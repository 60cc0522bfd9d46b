"""A small data set in which every rule holds: two documents, one meeting, and every table with rows."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from pipeline.tables import frames, schema
from pipeline.tables.tabular import Tables

Rows = dict[str, list[dict[str, Any]]]

TALK = "Talks\nMs. Ito thanked Mr. Ruiz of Peru \U0001f91d.\n"
NOTE = "Notice.\n"


def rows_of_all_tables() -> Rows:
    """The rows of each table, as mappings."""
    span = {"char_start": 6, "char_end": len(TALK)}
    peru = TALK.index("Peru")
    thanked = TALK.index("thanked")
    meeting = {
        "meeting_id": "a/talk#1", "document_id": "a/talk", "position": 1, "section": None, "title": None,
        "date": dt.date(2024, 3, 1), "end_date": None, "start_local": "09:30", "utc_offset_minutes": 540,
        "start_utc": dt.datetime(2024, 3, 1, 0, 30, tzinfo=dt.UTC), "duration_minutes": 45,
        "duration_approximate": True, "city": "Tokyo", "country_iso3": "JPN", "place_basis": "stated",
        "occasion": None, "sides": "bilateral", "kind": "meeting", "setting": "in_person", "method": "m", **span,
    }  # fmt: skip
    participant = {
        "meeting_id": "a/talk#1", "document_id": "a/talk", "honorific": None, "title": None, "organization_id": None,
        "role": "principal", "method": "p", **span,
    }  # fmt: skip
    person = {"given_name": None, "organization_id": None, "aliases": None}
    document = {
        "source": "mofa_jp", "collection": None, "title": None, "published_on": dt.date(2024, 3, 1), "url": None,
        "language": "en", "declared_meetings": None,
    }  # fmt: skip
    return {
        "countries": [
            {"iso3": "JPN", "iso2": "JP", "name": "Japan", "region": "Asia", "subregion": "Eastern Asia"},
            {"iso3": "PER", "iso2": "PE", "name": "Peru", "region": "Americas", "subregion": "South America"},
        ],
        "organizations": [{"organization_id": "un", "name": "United Nations", "acronym": "UN", "kind": "universal"}],
        "persons": [
            {"person_id": "jpn-ito", "family_name": "Ito", "display_name": "Ito", "country_iso3": "JPN", **person},
            {"person_id": "per-ruiz", "family_name": "Ruiz", "display_name": "Ruiz", "country_iso3": "PER", **person},
        ],
        "topics": [
            {"topic_id": "energy", "label": "Energy", "topic_group": "economy", "definition": "Energy."},
            {"topic_id": "trade", "label": "Trade", "topic_group": "economy", "definition": "Trade."},
        ],
        "acts": [
            {"act": "appreciate", "label": "Appreciate", "definition": "Thanks", "typical_verbs": "thank",
             "plover": "SUPPORT"}
        ],
        "codes": [{"code_list": "act", "code": "appreciate", "meaning": "Thanks"}],
        "documents": [
            {"document_id": "a/talk", "kind": "meeting", "n_meetings": 1, "n_chars": len(TALK), "sha256": "a" * 64,
             **document},
            {"document_id": "b", "kind": "other", "n_meetings": 0, "n_chars": len(NOTE), "sha256": "b" * 64,
             **document},
        ],
        "texts": [{"document_id": "a/talk", "text": TALK}, {"document_id": "b", "text": NOTE}],
        "blocks": [
            {"document_id": "a/talk", "block": 1, "kind": "title", "level": None, "label": None, "meeting_id": None,
             "char_start": 0, "char_end": 6},
            {"document_id": "a/talk", "block": 2, "kind": "paragraph", "level": 1, "label": "1",
             "meeting_id": "a/talk#1", **span},
            {"document_id": "b", "block": 1, "kind": "unparsed", "level": None, "label": None, "meeting_id": None,
             "char_start": 0, "char_end": len(NOTE)},
        ],
        "visits": [
            {"visit_id": "a/talk#v1", "document_id": "a/talk", "person_id": "per-ruiz", "city": "Tokyo",
             "country_iso3": "JPN", "start_on": dt.date(2024, 2, 29), "end_on": dt.date(2024, 3, 1), "occasion": None,
             "method": "v", **span}
        ],
        "meetings": [meeting],
        "participants": [
            {"participant_id": "a/talk#1/p1", "position": 1, "person_id": "jpn-ito", "name": "Ito",
             "country_iso3": "JPN", "side": "home", **participant},
            {"participant_id": "a/talk#1/p2", "position": 2, "person_id": "per-ruiz", "name": "Ruiz",
             "country_iso3": "PER", "side": "counterpart", **participant},
        ],
        "statements": [
            {"statement_id": "a/talk#1/s1", "meeting_id": "a/talk#1", "document_id": "a/talk", "item": "1",
             "position": 1, "speaker_side": "home", "speaker_id": "a/talk#1/p1", "addressee_id": "a/talk#1/p2",
             "act": "appreciate", "verb": "thanked", "in_response": False, "text": TALK[thanked:-2], "method": "s",
             "char_start": thanked, "char_end": len(TALK) - 2}
        ],
        "mentions": [
            {"document_id": "a/talk", "meeting_id": "a/talk#1", "entity_type": "country", "entity_id": "PER",
             "text": "Peru", "method": "name", "char_start": peru, "char_end": peru + 4},
            {"document_id": "a/talk", "meeting_id": None, "entity_type": "place", "entity_id": "Talks",
             "text": "Talks", "method": "name", "char_start": 0, "char_end": 5},
        ],
        "statement_topics": [
            {"statement_id": "a/talk#1/s1", "topic_id": "trade", "term": "thanked", "char_start": thanked,
             "char_end": thanked + 7}
        ],
        "meeting_topics": [{"meeting_id": "a/talk#1", "topic_id": "trade", "n_statements": 1, "n_mentions": 1}],
        "topics_by_year": [
            {"year": 2024, "topic_id": "trade", "n_meetings": 1, "n_statements": 1, "share_of_meetings": 1.0}
        ],
        "topics_by_country": [{"country_iso3": "PER", "topic_id": "trade", "n_meetings": 1, "n_statements": 1}],
        "topic_pairs": [
            {"topic_a": "energy", "topic_b": "trade", "n_meetings": 1, "n_statements": 0, "lift": 1.5}
        ],
        "country_pairs": [
            {"country_a": "JPN", "country_b": "PER", "year": 2024, "n_meetings": 1, "n_statements": 1}
        ],
        "evidence": [
            {"document_id": "a/talk", "table_name": "meetings", "row_id": "a/talk#1", "column_name": "kind",
             "char_start": 0, "char_end": 5, "method": "m"}
        ],
        "issues": [
            {"document_id": "a/talk", "severity": "warning", "code": "weekday_differs", "message": "Friday",
             "char_start": 0, "char_end": 5},
            {"document_id": "c", "severity": "error", "code": "empty_document", "message": "empty",
             "char_start": None, "char_end": None},
        ],
    }  # fmt: skip


@pytest.fixture
def rows() -> Rows:
    """The rows of each table, to be changed by a test."""
    return rows_of_all_tables()


@pytest.fixture
def as_frames() -> Callable[[Rows], dict[str, pd.DataFrame]]:
    """Turn rows by table into data frames by table."""
    return lambda rows: {table: frames.from_rows(table, rows[table]) for table in schema.table_names()}


@pytest.fixture
def as_tables(as_frames: Callable[[Rows], dict[str, pd.DataFrame]]) -> Callable[[Rows], Tables]:
    """Turn rows by table into tables in memory."""
    return lambda rows: Tables(as_frames(rows))
