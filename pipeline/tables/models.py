"""The tables, one pandera model each. Adding a table is adding a class here.

A model's docstring describes the table and each column has a description. ``Config.unique`` is the primary key. A
column's metadata may say ``references`` (the table whose single key column its values stand in), ``references_by``
(a column that decides which table: ``(column, {value: table})``), ``codes`` (its closed list) and ``shows_span`` (its
value is the text between ``char_start`` and ``char_end``). Spans are offsets in Unicode code points into the text of
the document that ``document_id`` names, or, where a table has none, the row that it references; end exclusive.

Absent values are null, never an empty string. Integers that are never null are ``int64``, others ``Int64``.
"""

# pandera reads the lists in Config and never changes them.
# ruff: noqa: RUF012

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

import pandas as pd
import pandera.pandas as pa
import pyarrow

from pipeline.tables.codes import (
    Act,
    BlockKind,
    Code,
    DocumentKind,
    EntityType,
    IssueCode,
    MeetingKind,
    ParticipantSide,
    PlaceBasis,
    Role,
    Setting,
    Severity,
    Sides,
    SpeakerSide,
)

OptionalInt: TypeAlias = pd.Int64Dtype
OptionalBool: TypeAlias = pd.BooleanDtype
Date: TypeAlias = Annotated[pd.ArrowDtype, pyarrow.date32()]
UtcTime: TypeAlias = Annotated[pd.DatetimeTZDtype, "us", "UTC"]

ISO3 = r"^[A-Z]{3}$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
SLUG = r"^[a-z0-9]+([-_][a-z0-9]+)*$"


def _string(description: str, *, nullable: bool = False, matches: str | None = None, **metadata: object) -> Any:
    """Declare a string that is not empty, or null where ``nullable``."""
    checks: dict[str, Any] = {"str_matches": matches} if matches else {"str_length": {"min_value": 1}}
    return pa.Field(description=description, nullable=nullable, metadata=dict(metadata), **checks)


def _reference(table: str, description: str, *, nullable: bool = False) -> Any:
    """Declare a foreign key: the value is a key of ``table``."""
    return _string(description, nullable=nullable, references=table)


def _country(description: str, *, nullable: bool = True) -> Any:
    return _string(description, nullable=nullable, matches=ISO3, references="countries")


def _coded(codes: type[Code], description: str, *, nullable: bool = False, **metadata: object) -> Any:
    """Declare a string that is one of a closed list."""
    return pa.Field(
        description=description,
        nullable=nullable,
        isin=[code.value for code in codes],
        metadata={"codes": codes, **metadata},
    )


def _count(description: str, *, nullable: bool = False, least: int = 0) -> Any:
    return pa.Field(description=description, nullable=nullable, ge=least)


def _start(*, nullable: bool = False) -> Any:
    return pa.Field(description="First code point of the evidence in the document's text", nullable=nullable, ge=0)


def _end(*, nullable: bool = False) -> Any:
    return pa.Field(description="Code point after the last of the evidence", nullable=nullable, ge=0)


def _holds(rule: pd.Series) -> pd.Series:
    """Turn a rule with nulls into plain booleans: what cannot be judged holds."""
    return rule.fillna(True).astype(bool)


def _begins_with(df: pd.DataFrame, column: str, prefix: str, mark: str) -> pd.Series:
    """Tell whether each id of ``column`` is the id in ``prefix``, then ``mark``."""
    pairs = zip(df[column], df[prefix], strict=True)
    found = [str(value).startswith(f"{start}{mark}") for value, start in pairs]
    return pd.Series(found, index=df.index, dtype=bool)


class Table(pa.DataFrameModel):
    """A table of the release."""

    class Config:
        """Exactly the declared columns, in order, with their types; nothing is converted on the way."""

        strict = True
        ordered = True
        coerce = False


class SpannedTable(Table):
    """A table whose rows carry a span of their document's text."""

    @pa.dataframe_check(error="char_start <= char_end, both or neither")
    def span_in_order(cls, df: pd.DataFrame) -> pd.Series:
        """A span does not end before it starts."""
        both = df["char_start"].isna() == df["char_end"].isna()
        return both & _holds(df["char_start"] <= df["char_end"])


class Countries(Table):
    """Countries and territories by ISO 3166-1."""

    iso3: str = _string("ISO 3166-1 alpha-3 code", matches=ISO3)
    iso2: str = _string("ISO 3166-1 alpha-2 code", matches=r"^[A-Z]{2}$")
    name: str = _string("Short English name")
    region: str = _string("Region by the United Nations' M49", nullable=True)
    subregion: str = _string("Sub-region by the United Nations' M49", nullable=True)

    class Config:
        name = "countries"
        unique = ["iso3"]


class Organizations(Table):
    """International organizations, groups and bodies that the texts name."""

    organization_id: str = _string("Usual acronym in lower case, else the name as a slug", matches=SLUG)
    name: str = _string("Full English name")
    acronym: str = _string("Usual acronym", nullable=True)
    kind: str = _string("What sort of organization it is", matches=SLUG)

    class Config:
        name = "organizations"
        unique = ["organization_id"]


class Persons(Table):
    """People, one row each across all documents."""

    person_id: str = _string("Country or organization, family name and given name as a slug", matches=SLUG)
    family_name: str = _string("Family name; where only one name is given, that name")
    given_name: str = _string("Given name or names", nullable=True)
    display_name: str = _string("Name in the order that its bearer's country uses")
    country_iso3: str = _country("Country that the person stood for")
    organization_id: str = _reference(
        "organizations", "International organization that the person stood for", nullable=True
    )
    aliases: str = _string("Forms of the name in the texts, joined by ' | '", nullable=True)

    class Config:
        name = "persons"
        unique = ["person_id"]


class Topics(Table):
    """The subjects that statements and meetings are coded with."""

    topic_id: str = _string("Topic", matches=SLUG)
    label: str = _string("Short English name")
    topic_group: str = _string("Group of topics that it belongs to", matches=SLUG)
    definition: str = _string("What counts as this topic")

    class Config:
        name = "topics"
        unique = ["topic_id"]


class Acts(Table):
    """The acts that statements are coded with, and how they are mostly told."""

    act: str = _coded(Act, "Code of the act")
    label: str = _string("Short English name")
    definition: str = _string("What counts as this act")
    typical_verbs: str = _string("Verbs that often report it, joined by ' | '", nullable=True)
    plover: str = _string("Event type of the PLOVER ontology that comes nearest", nullable=True, matches=r"^[A-Z]+$")

    class Config:
        name = "acts"
        unique = ["act"]


class Codes(Table):
    """All closed lists of codes, with what each code means."""

    code_list: str = _string("Name of the list", matches=SLUG)
    code: str = _string("Code, as it stands in the tables")
    meaning: str = _string("What the code means")

    class Config:
        name = "codes"
        unique = ["code_list", "code"]


class Documents(Table):
    """Raw documents that could be read, one row each."""

    document_id: str = _string("Path below the raw folder without suffix, '/' between folders")
    source: str = _string("Publisher's profile that read the document", matches=SLUG)
    collection: str = _string("Collection or section of the site that the page names", nullable=True)
    title: str = _string("Title of the page", nullable=True)
    kind: str = _coded(DocumentKind, "What the page reports")
    published_on: Date = pa.Field(description="Date of the page", nullable=True)
    url: str = _string("Address of the page on the publisher's site", nullable=True, matches=r"^https?://\S+$")
    language: str = _string("Language of the text, ISO 639-1", matches=r"^[a-z]{2}$")
    declared_meetings: OptionalInt = _count("Number of meetings that the page itself claims", nullable=True)
    n_meetings: int = _count("Number of rows in meetings")
    n_chars: int = _count("Length of the text in Unicode code points", least=1)
    sha256: str = pa.Field(description="SHA-256 of the raw bytes, hex", unique=True, str_matches=r"^[0-9a-f]{64}$")

    class Config:
        name = "documents"
        unique = ["document_id"]


class Texts(Table):
    """The text of each document, which all spans count in."""

    document_id: str = _reference("documents", "Document")
    text: str = _string("Text as decoded from UTF-8, unchanged")

    class Config:
        name = "texts"
        unique = ["document_id"]


class Visits(SpannedTable):
    """Journeys of principals that the texts report."""

    visit_id: str = _string("Document, '#v' and number")
    document_id: str = _reference("documents", "Document")
    person_id: str = _reference("persons", "Who travelled", nullable=True)
    city: str = _string("City visited", nullable=True)
    country_iso3: str = _country("Country visited")
    start_on: Date = pa.Field(description="First day", nullable=True)
    end_on: Date = pa.Field(description="Last day", nullable=True)
    occasion: str = _string("What the journey was for", nullable=True)
    method: str = _string("Rule that found the visit")
    char_start: int = _start()
    char_end: int = _end()

    @pa.dataframe_check(error="start_on <= end_on")
    def days_in_order(cls, df: pd.DataFrame) -> pd.Series:
        """A visit does not end before it starts."""
        return _holds(df["start_on"] <= df["end_on"])

    @pa.dataframe_check(error="visit_id begins with document_id and '#'")
    def id_names_document(cls, df: pd.DataFrame) -> pd.Series:
        """The id leads to the document."""
        return _begins_with(df, "visit_id", "document_id", "#")

    class Config:
        name = "visits"
        unique = ["visit_id"]


class Meetings(SpannedTable):
    """Meetings and other events that the texts report, one row each."""

    meeting_id: str = _string("Document, '#' and position")
    document_id: str = _reference("documents", "Document")
    position: int = _count("Place among the document's meetings, from 1", least=1)
    section: str = _string("Heading of the section that the meeting stands in", nullable=True)
    title: str = _string("Heading of the meeting without number and date", nullable=True)
    date: Date = pa.Field(description="Day of the meeting where it took place", nullable=True)
    end_date: Date = pa.Field(description="Last day, where it lasted over a day", nullable=True)
    start_local: str = _string("Local time of the start, HH:MM, 24 hours", nullable=True, matches=CLOCK)
    utc_offset_minutes: OptionalInt = pa.Field(
        description="Offset of start_local from UTC, where the text allows it to be computed",
        nullable=True,
        in_range={"min_value": -720, "max_value": 840},
    )
    start_utc: UtcTime = pa.Field(
        description="Start in UTC, where date, start_local and offset are known", nullable=True
    )
    duration_minutes: OptionalInt = pa.Field(
        description="Duration as written, or from start to end",
        nullable=True,
        in_range={"min_value": 1, "max_value": 1440},
    )
    duration_approximate: OptionalBool = pa.Field(
        description="Whether the text calls the duration approximate", nullable=True
    )
    city: str = _string("City where it took place", nullable=True)
    country_iso3: str = _country("Country where it took place")
    place_basis: str = _coded(PlaceBasis, "Where the place comes from", nullable=True)
    occasion: str = _string("What brought the sides together", nullable=True)
    sides: str = _coded(Sides, "How many sides met", nullable=True)
    kind: str = _coded(MeetingKind, "Form of the meeting")
    setting: str = _coded(Setting, "How the sides met")
    method: str = _string("Rule that found the meeting")
    char_start: int = _start()
    char_end: int = _end()

    @pa.dataframe_check(error="meeting_id begins with document_id and '#'")
    def id_names_document(cls, df: pd.DataFrame) -> pd.Series:
        """The id leads to the document."""
        return _begins_with(df, "meeting_id", "document_id", "#")

    @pa.dataframe_check(error="date < end_date")
    def days_in_order(cls, df: pd.DataFrame) -> pd.Series:
        """An end date is given only where it is a later day."""
        return _holds(df["date"] < df["end_date"]) & (df["end_date"].isna() | df["date"].notna())

    @pa.dataframe_check(error="start_utc is date and start_local less utc_offset_minutes")
    def instant_follows(cls, df: pd.DataFrame) -> pd.Series:
        """The instant is what the three columns give, and null where one of them is."""
        day = pd.to_datetime(df["date"].astype(object), utc=True).dt.as_unit("us")
        clock = pd.to_timedelta(df["start_local"] + ":00", errors="coerce")
        offset = pd.to_timedelta(df["utc_offset_minutes"], unit="min")
        instant = day + clock - offset
        return (instant == df["start_utc"]) | (instant.isna() & df["start_utc"].isna())

    @pa.dataframe_check(error="duration_approximate only with duration_minutes")
    def approximate_has_duration(cls, df: pd.DataFrame) -> pd.Series:
        """Only a duration can be approximate."""
        return df["duration_approximate"].isna() | df["duration_minutes"].notna()

    @pa.dataframe_check(error="place_basis if and only if city or country_iso3")
    def place_has_basis(cls, df: pd.DataFrame) -> pd.Series:
        """A place says where it comes from."""
        return df["place_basis"].notna() == (df["city"].notna() | df["country_iso3"].notna())

    @pa.dataframe_check(error="a place only where setting is in_person")
    def place_in_person(cls, df: pd.DataFrame) -> pd.Series:
        """Who talks online or by telephone meets at no place."""
        return (df["setting"] == Setting.IN_PERSON.value) | (df["city"].isna() & df["country_iso3"].isna())

    class Config:
        name = "meetings"
        unique = ["meeting_id"]


class Blocks(SpannedTable):
    """The layout of each document, in order and with nothing left out: the spans tile the text."""

    document_id: str = _reference("documents", "Document")
    block: int = _count("Place among the document's blocks, from 1", least=1)
    kind: str = _coded(BlockKind, "What the block is")
    level: OptionalInt = _count("Depth of a heading, item or bullet, from 1", nullable=True)
    label: str = _string("Number or mark as written: 1, (3), i", nullable=True)
    meeting_id: str = _reference("meetings", "Meeting that the block tells of", nullable=True)
    char_start: int = _start()
    char_end: int = _end()

    class Config:
        name = "blocks"
        unique = ["document_id", "block"]


class Participants(SpannedTable):
    """Who took part, one row per person or unnamed representative and meeting."""

    participant_id: str = _string("Meeting, '/p' and number")
    meeting_id: str = _reference("meetings", "Meeting")
    document_id: str = _reference("documents", "Document")
    position: int = _count("Place among the meeting's participants, from 1", least=1)
    person_id: str = _reference("persons", "Person, where one is named", nullable=True)
    name: str = _string("Name as written, without honorific", nullable=True)
    honorific: str = _string("Honorific as written", nullable=True)
    title: str = _string("Office as written", nullable=True)
    country_iso3: str = _country("Country that the participant represents")
    organization_id: str = _reference(
        "organizations", "International organization that the participant represents", nullable=True
    )
    side: str = _coded(ParticipantSide, "On which side")
    role: str = _coded(Role, "In what part")
    method: str = _string("Rule that found the participant")
    char_start: int = _start()
    char_end: int = _end()

    @pa.dataframe_check(error="participant_id begins with meeting_id and '/'")
    def id_names_meeting(cls, df: pd.DataFrame) -> pd.Series:
        """The id leads to the meeting."""
        return _begins_with(df, "participant_id", "meeting_id", "/")

    class Config:
        name = "participants"
        unique = ["participant_id"]


class Statements(SpannedTable):
    """Reported acts, one row each: a speaker, a reporting verb, its content."""

    statement_id: str = _string("Meeting, '/s' and number")
    meeting_id: str = _reference("meetings", "Meeting")
    document_id: str = _reference("documents", "Document")
    item: str = _string("Label of the item or paragraph that it stands in", nullable=True)
    position: int = _count("Place among the meeting's statements, from 1", least=1)
    speaker_side: str = _coded(SpeakerSide, "Which side spoke", nullable=True)
    speaker_id: str = _reference("participants", "Who spoke; null when several did", nullable=True)
    addressee_id: str = _reference("participants", "Who was spoken to", nullable=True)
    act: str = _coded(Act, "What the speaker does with it", references="acts")
    verb: str = _string("Reporting verb as written")
    in_response: bool = pa.Field(description="Whether the text says that it answers what went before")
    text: str = _string("The clause as written", shows_span=True)
    method: str = _string("Rule that coded the act")
    char_start: int = _start()
    char_end: int = _end()

    @pa.dataframe_check(error="statement_id begins with meeting_id and '/'")
    def id_names_meeting(cls, df: pd.DataFrame) -> pd.Series:
        """The id leads to the meeting."""
        return _begins_with(df, "statement_id", "meeting_id", "/")

    class Config:
        name = "statements"
        unique = ["statement_id"]


class Mentions(SpannedTable):
    """Each place where a text names a person, country, organization or place."""

    document_id: str = _reference("documents", "Document")
    meeting_id: str = _reference("meetings", "Meeting whose part of the text it stands in", nullable=True)
    entity_type: str = _coded(EntityType, "What is named")
    entity_id: str = _string(
        "Key of the entity in persons, countries or organizations; of a place its usual name",
        references_by=(
            "entity_type",
            {
                EntityType.PERSON.value: "persons",
                EntityType.COUNTRY.value: "countries",
                EntityType.ORGANIZATION.value: "organizations",
            },
        ),
    )
    text: str = _string("The name as written", shows_span=True)
    method: str = _string("How the name was resolved")
    char_start: int = _start()
    char_end: int = _end()

    class Config:
        name = "mentions"
        unique = ["document_id", "char_start", "char_end", "entity_type", "entity_id"]


class StatementTopics(SpannedTable):
    """What each statement is about, with the words that say so."""

    statement_id: str = _reference("statements", "Statement")
    topic_id: str = _reference("topics", "Topic")
    term: str = _string("Entry of the topic terms that matched")
    char_start: int = _start()
    char_end: int = _end()

    class Config:
        name = "statement_topics"
        unique = ["statement_id", "topic_id", "char_start", "char_end"]


class MeetingTopics(Table):
    """What each meeting was about."""

    meeting_id: str = _reference("meetings", "Meeting")
    topic_id: str = _reference("topics", "Topic")
    n_statements: int = _count("Statements of the meeting with the topic")
    n_mentions: int = _count("Places in the meeting's text with the topic")

    class Config:
        name = "meeting_topics"
        unique = ["meeting_id", "topic_id"]


class TopicsByYear(Table):
    """How often each topic came up in each year."""

    year: int = pa.Field(description="Year of the meetings", in_range={"min_value": 1900, "max_value": 2100})
    topic_id: str = _reference("topics", "Topic")
    n_meetings: int = _count("Meetings of the year with the topic")
    n_statements: int = _count("Statements of the year with the topic")
    share_of_meetings: float = pa.Field(
        description="n_meetings by all meetings of the year", in_range={"min_value": 0.0, "max_value": 1.0}
    )

    class Config:
        name = "topics_by_year"
        unique = ["year", "topic_id"]


class TopicsByCountry(Table):
    """How often each topic came up with each counterpart country."""

    country_iso3: str = _country("Country of a counterpart", nullable=False)
    topic_id: str = _reference("topics", "Topic")
    n_meetings: int = _count("Meetings with the country and the topic")
    n_statements: int = _count("Statements in them with the topic")

    class Config:
        name = "topics_by_country"
        unique = ["country_iso3", "topic_id"]


class TopicPairs(Table):
    """Topics that came up in the same meetings, each pair once."""

    topic_a: str = _reference("topics", "The topic whose id sorts first")
    topic_b: str = _reference("topics", "The other topic")
    n_meetings: int = _count("Meetings with both topics")
    n_statements: int = _count("Statements with both topics")
    lift: float = pa.Field(
        description="How many times more often both come up than if they did so independently", ge=0.0
    )

    @pa.dataframe_check(error="topic_a < topic_b")
    def pair_in_order(cls, df: pd.DataFrame) -> pd.Series:
        """A pair stands once."""
        return df["topic_a"] < df["topic_b"]

    class Config:
        name = "topic_pairs"
        unique = ["topic_a", "topic_b"]


class CountryPairs(Table):
    """Countries whose representatives met, by year, each pair once."""

    country_a: str = _country("The country whose code sorts first", nullable=False)
    country_b: str = _country("The other country", nullable=False)
    year: int = pa.Field(description="Year of the meetings", in_range={"min_value": 1900, "max_value": 2100})
    n_meetings: int = _count("Meetings in which both took part")
    n_statements: int = _count("Statements in them")

    @pa.dataframe_check(error="country_a < country_b")
    def pair_in_order(cls, df: pd.DataFrame) -> pd.Series:
        """A pair stands once."""
        return df["country_a"] < df["country_b"]

    class Config:
        name = "country_pairs"
        unique = ["country_a", "country_b", "year"]


EVIDENCE_OF: Mapping[str, type[Table]] = {
    "documents": Documents,
    "visits": Visits,
    "meetings": Meetings,
    "participants": Participants,
    "statements": Statements,
}


class Evidence(SpannedTable):
    """Which characters and which rule gave one coded value."""

    document_id: str = _reference("documents", "Document")
    table_name: str = pa.Field(description="Table of the value", isin=list(EVIDENCE_OF))
    row_id: str = _string(
        "Key of the row in that table", references_by=("table_name", {name: name for name in EVIDENCE_OF})
    )
    column_name: str = _string("Column of the value")
    char_start: int = _start()
    char_end: int = _end()
    method: str = _string("Rule or entry of the reference data that gave the value")

    @pa.dataframe_check(error="column_name is a column of table_name")
    def column_exists(cls, df: pd.DataFrame) -> pd.Series:
        """Evidence is for a column that exists."""
        columns = {name: set(model.to_schema().columns) for name, model in EVIDENCE_OF.items()}
        pairs = zip(df["table_name"], df["column_name"], strict=True)
        found = [column in columns.get(table, ()) for table, column in pairs]
        return pd.Series(found, index=df.index, dtype=bool)

    class Config:
        name = "evidence"
        unique = ["table_name", "row_id", "column_name", "char_start", "char_end"]


class Issues(SpannedTable):
    """All that the pipeline noticed and an analyst should know."""

    document_id: str = _string("Raw document; after an error it is in no other table")
    severity: str = _coded(Severity, "What the issue means for the document")
    code: str = _coded(IssueCode, "What was noticed")
    message: str = _string("What was noticed, with the particulars")
    char_start: OptionalInt = _start(nullable=True)
    char_end: OptionalInt = _end(nullable=True)

    @pa.dataframe_check(error="severity is that of the code")
    def severity_of_code(cls, df: pd.DataFrame) -> pd.Series:
        """A code always weighs the same."""
        return _holds(df["code"].map({code.value: code.severity.value for code in IssueCode}) == df["severity"])

    class Config:
        name = "issues"
        unique = ["document_id", "code", "char_start", "char_end", "message"]
