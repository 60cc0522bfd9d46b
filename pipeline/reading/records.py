"""What reading one document yields: plain records, no table library.

Field names are the column names of the tables (see ``pipeline.tables``). Offsets are Unicode code points into the
document's decoded text, end exclusive. ``*_key`` fields name people within one document; the entity stage turns them
into ids that hold across documents.
"""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(slots=True)
class DocumentRecord:
    """One readable raw document."""

    document_id: str
    source: str
    collection: str | None
    title: str | None
    kind: str
    published_on: dt.date | None
    url: str | None
    language: str
    declared_meetings: int | None
    n_meetings: int
    n_chars: int
    sha256: str


@dataclass(slots=True)
class BlockRecord:
    """A stretch of the layout; the blocks of a document tile its text."""

    document_id: str
    block: int
    kind: str
    level: int | None
    label: str | None
    meeting_id: str | None
    char_start: int
    char_end: int


@dataclass(slots=True)
class PersonRecord:
    """A person as one document names him or her, at the fullest."""

    person_key: str
    document_id: str
    name: str
    family_name: str
    given_name: str | None
    honorific: str | None
    title: str | None
    country_iso3: str | None
    organization_id: str | None
    aliases: list[str]
    char_start: int
    char_end: int
    method: str


@dataclass(slots=True)
class VisitRecord:
    """A journey of a principal that the text reports."""

    visit_id: str
    document_id: str
    person_key: str | None
    city: str | None
    country_iso3: str | None
    start_on: dt.date | None
    end_on: dt.date | None
    occasion: str | None
    char_start: int
    char_end: int
    method: str


@dataclass(slots=True)
class MeetingRecord:
    """A meeting; ``start_local`` is ``HH:MM``, ``start_utc`` timezone-aware UTC."""

    meeting_id: str
    document_id: str
    position: int
    section: str | None
    title: str | None
    date: dt.date | None
    end_date: dt.date | None
    start_local: str | None
    utc_offset_minutes: int | None
    start_utc: dt.datetime | None
    duration_minutes: int | None
    duration_approximate: bool | None
    city: str | None
    country_iso3: str | None
    place_basis: str | None
    occasion: str | None
    sides: str | None
    kind: str
    setting: str
    char_start: int
    char_end: int
    method: str


@dataclass(slots=True)
class ParticipantRecord:
    """A person or unnamed representative who took part in a meeting."""

    participant_id: str
    meeting_id: str
    document_id: str
    position: int
    person_key: str | None
    name: str | None
    honorific: str | None
    title: str | None
    country_iso3: str | None
    organization_id: str | None
    side: str
    role: str
    char_start: int
    char_end: int
    method: str


@dataclass(slots=True)
class StatementRecord:
    """One reported act."""

    statement_id: str
    meeting_id: str
    document_id: str
    item: str | None
    position: int
    speaker_side: str | None
    speaker_id: str | None
    addressee_id: str | None
    act: str
    verb: str
    in_response: bool
    text: str
    char_start: int
    char_end: int
    method: str


@dataclass(slots=True)
class MentionRecord:
    """A place where the text names an entity; for a person ``entity_id`` is a ``person_key``."""

    document_id: str
    meeting_id: str | None
    entity_type: str
    entity_id: str
    text: str
    method: str
    char_start: int
    char_end: int


@dataclass(slots=True)
class EvidenceRecord:
    """Which characters and which rule gave one coded value."""

    document_id: str
    table_name: str
    row_id: str
    column_name: str
    char_start: int
    char_end: int
    method: str


@dataclass(slots=True)
class IssueRecord:
    """Something an analyst should know; an ``error`` keeps the document out of the tables."""

    document_id: str
    severity: str
    code: str
    message: str
    char_start: int | None = None
    char_end: int | None = None


@dataclass(slots=True)
class Reading:
    """All that reading one document yields."""

    document: DocumentRecord
    blocks: list[BlockRecord] = field(default_factory=list)
    persons: list[PersonRecord] = field(default_factory=list)
    visits: list[VisitRecord] = field(default_factory=list)
    meetings: list[MeetingRecord] = field(default_factory=list)
    participants: list[ParticipantRecord] = field(default_factory=list)
    statements: list[StatementRecord] = field(default_factory=list)
    mentions: list[MentionRecord] = field(default_factory=list)
    evidence: list[EvidenceRecord] = field(default_factory=list)
    issues: list[IssueRecord] = field(default_factory=list)
