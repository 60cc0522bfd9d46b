"""Which topics were spoken of in a meeting, and in which statements.

Searched is what is told of the meeting: its items, paragraphs and headings, its title among them; not captions,
credits, references, footers or the bullets of a lead. A sentence that merely opens the report ("…, who is visiting New
York to attend …, held a meeting with …") names people, titles and the occasion, so only the kind of event that it names
counts there ("attended a breakfast on climate change"), and what a statement within it says.

A term belongs to the statement whose words it stands in, the innermost one where statements enclose each other. What a
sentence puts in front ("With regard to Myanmar, …") is the subject of all statements of that sentence.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from pipeline.reading.records import BlockRecord, MeetingRecord, ParticipantRecord, StatementRecord
from pipeline.topics.matcher import Matcher, Scan, Span, TermHit, load_matcher
from pipeline.topics.records import MeetingTopic, StatementTopic, TopicCoding
from pipeline.topics.sentences import split_sentences

_TOLD = frozenset({"item", "paragraph", "heading", "lead"})
_OPENING = re.compile(
    r"\b(?:held|had|hold|holds|paid|pays|received|attended|hosted|chaired|co-chaired|convened|gave|delivered|made|took\s+part"
    r"|participated|joined|conducted)\b[^.;:]*?\b(?:meetings?|talks?|calls?|conversation|conference|session|summit|ministerial|event"
    r"|breakfast|luncheon|lunch|dinner|banquet|reception|ceremony|audience|speech|consultations?|dialogue|visit)\b"
    r"|\b(?:met|meets|spoke|visited|saw|telephoned|called|welcomed)\b"
)
_LOGISTICS = re.compile(
    r"\b(?:commencing|starting\s+(?:at|from)|overview|outline|summary|gist|(?:key|main)\s+points|as\s+follows"
    r"|minutes|hours?|local\s+time|today|yesterday|afternoon|morning|evening|on\s+the\s+phone|during\s+(?:his|her|their|the)\s+(?:visit|stay)|visiting"
    r"|courtesy\s+call|[oi]n\s+the\s+(?:margins|sidelines|occasion))\b|\b[ap]\.m\.|^\s*On\s+[A-Z]\w+\s+\d"
)
# What is held: "chaired the Second Quad Ministerial Meeting with …". "To attend …" is the occasion: finite forms only.
_EVENT = re.compile(
    r"\b(?:held|attended|chaired|co-chaired|hosted|co-hosted|convened|opened|joined|(?:participated|took\s+part)\s+in"
    r"|delivered|gave|signed|received)\s+(?:(?!\b(?:with|from|where|which|who|together|during|while|by|to)\b)[^,;:])+"
)
# Numbering, bullets and blanks before the first word.
_MARKS = " \n\t\u00a0-–•0123456789.()"
_FRONTED = re.compile(
    r"(?:In addition,? |Furthermore,? |Moreover,? |Additionally,? |Lastly,? |Finally,? |And )?"
    r"(?:With (?:regard|respect|reference) to|As regards|Regarding|Concerning|As (?:for|to)|On|About|Turning to"
    r"|Referring to|Touching (?:up)?on|Mentioning|Citing|Following|Given|Amid|Against|Bearing|Considering|Based on"
    r"|Towards?|For|Under|Through|In|At)\b",
    re.IGNORECASE,
)


def code_document(
    text: str,
    meetings: Sequence[MeetingRecord],
    blocks: Sequence[BlockRecord],
    statements: Sequence[StatementRecord],
    participants: Sequence[ParticipantRecord],
) -> TopicCoding:
    """Code the meetings and statements of one document.

    ``text`` is the decoded document, to which the offsets in all records point; the records are those of this document,
    as `pipeline.reading` yields them. Raises `pipeline.topics.terms.ReferenceFileError` when the terms cannot be read.
    """
    coding = TopicCoding()
    if not meetings:
        return coding
    matcher = load_matcher()
    scan = matcher.scan(text)
    for meeting in meetings:
        countries = {p.country_iso3 for p in participants if p.meeting_id == meeting.meeting_id and p.country_iso3}
        _code_meeting(matcher, scan, meeting, blocks, statements, countries, coding)
    return coding


def _code_meeting(
    matcher: Matcher,
    scan: Scan,
    meeting: MeetingRecord,
    blocks: Sequence[BlockRecord],
    statements: Sequence[StatementRecord],
    countries: AbstractSet[str],
    coding: TopicCoding,
) -> None:
    own = [s for s in statements if s.meeting_id == meeting.meeting_id]
    own_starts = sorted(s.char_start for s in own)
    other_starts = sorted(s.char_start for s in statements if s.meeting_id != meeting.meeting_id)
    sentences = []
    for span in _told(scan.text, meeting, blocks, own_starts):
        for sentence in split_sentences(scan.text, *span):
            if not _any_within(other_starts, sentence) or _any_within(own_starts, sentence):
                sentences.append(sentence)
    hits = matcher.hits(scan, sentences, countries)
    starts = [start for start, _ in sentences]
    told_in: dict[str, dict[str, TermHit]] = {s.statement_id: {} for s in own}
    mentions: dict[str, int] = {}
    readings: dict[int, _Sentence] = {}
    for hit in hits:
        k = bisect_right(starts, hit.start) - 1
        reading = readings.get(k)
        if reading is None:
            reading = readings[k] = _Sentence(scan.text, sentences[k], own)
        if not reading.counts(hit):
            continue
        mentions[hit.topic_id] = mentions.get(hit.topic_id, 0) + 1
        for statement in reading.statements_of(hit):
            told_in[statement.statement_id].setdefault(hit.topic_id, hit)
    for statement in own:
        for topic_id, hit in sorted(told_in[statement.statement_id].items()):
            coding.statements.append(StatementTopic(statement.statement_id, topic_id, hit.term, hit.start, hit.end))
    n_statements = Counter(topic_id for topics in told_in.values() for topic_id in topics)
    for topic_id in sorted(mentions):
        coding.meetings.append(MeetingTopic(meeting.meeting_id, topic_id, n_statements[topic_id], mentions[topic_id]))


class _Sentence:
    """A sentence of a meeting with the statements that begin in it."""

    def __init__(self, text: str, span: Span, statements: Iterable[StatementRecord]) -> None:
        start, end = span
        self.statements = [s for s in statements if s.char_start < end and start < s.char_end]
        words = text[start:end]
        self.first = min((s.char_start for s in self.statements), default=start)
        self.is_fronted = _FRONTED.match(text[start : self.first].lstrip(_MARKS)) is not None
        before = text[start : self.first] if self.statements else words
        self.is_opening = bool(_OPENING.search(before) and _LOGISTICS.search(words))
        self.events = [(start + m.start(), start + m.end()) for m in _EVENT.finditer(words)] if self.is_opening else []

    def counts(self, hit: TermHit) -> bool:
        """Whether the hit speaks of a subject, not of those who met and why they were there."""
        if not self.is_opening:
            return True
        spans = [*self.events, *((s.char_start, s.char_end) for s in self.statements)]
        return any(start <= hit.start and hit.end <= end for start, end in spans)

    def statements_of(self, hit: TermHit) -> list[StatementRecord]:
        """The innermost statement around the hit, or all of the sentence when it is put in front."""
        around = [s for s in self.statements if s.char_start <= hit.start and hit.end <= s.char_end]
        if around:
            return [min(around, key=lambda s: (s.char_end - s.char_start, s.char_start))]
        return self.statements if self.is_fronted and hit.end <= self.first else []


def _told(text: str, meeting: MeetingRecord, blocks: Sequence[BlockRecord], own_starts: Sequence[int]) -> list[Span]:
    """The stretches of text that tell of the meeting: its blocks, else its own span, and the title's block.

    ``own_starts``: where its statements begin, in order.
    """
    told = []
    for block in blocks:
        span = (block.char_start, block.char_end)
        if block.kind == "title":
            is_own = block.meeting_id == meeting.meeting_id or (
                meeting.title is not None and text[slice(*span)].strip() == meeting.title
            )
        elif block.kind == "bullet":
            is_own = block.meeting_id == meeting.meeting_id and _any_within(own_starts, span)
        else:
            is_own = block.meeting_id == meeting.meeting_id and block.kind in _TOLD
        if is_own:
            told.append(span)
    inside = any(meeting.char_start < end and start < meeting.char_end for start, end in told)
    return sorted(told if inside else [*told, (meeting.char_start, meeting.char_end)])


def _any_within(starts: Sequence[int], span: Span) -> bool:
    """Whether one of ``starts``, which are in order, lies within ``span``."""
    k = bisect_left(starts, span[0])
    return k < len(starts) and starts[k] < span[1]
