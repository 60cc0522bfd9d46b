"""What coding one document yields: plain records; field names are the column names of the tables."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StatementTopic:
    """A statement's topic, by the first term that speaks of it; the span is the term's, end exclusive."""

    statement_id: str
    topic_id: str
    term: str
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class MeetingTopic:
    """A meeting's topic: how many of its statements have it, and how often it is named in all that is told."""

    meeting_id: str
    topic_id: str
    n_statements: int
    n_mentions: int


@dataclass(slots=True)
class TopicCoding:
    """One document's topics, by meeting and statement in the text's order, then by topic."""

    statements: list[StatementTopic] = field(default_factory=list)
    meetings: list[MeetingTopic] = field(default_factory=list)
