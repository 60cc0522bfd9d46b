"""Read one document: text in, records out. Pure: no files, no clock, nothing remembered between documents."""

from dataclasses import replace

from pipeline.reading.cast import JOINT, Cast, Member
from pipeline.reading.casting import cast_meeting, find_principal
from pipeline.reading.events import OVERVIEW
from pipeline.reading.flat import flatten
from pipeline.reading.layout import BODY
from pipeline.reading.meetings import Declared, declared_meetings, read_meeting, read_visits, start_utc
from pipeline.reading.mentions import read_mentions
from pipeline.reading.page import Page
from pipeline.reading.people import Person
from pipeline.reading.records import (
    BlockRecord,
    DocumentRecord,
    EvidenceRecord,
    IssueRecord,
    ParticipantRecord,
    PersonRecord,
    Reading,
    StatementRecord,
)
from pipeline.reading.segments import Segmentation, Unit, segment
from pipeline.reading.statements import Act, StatementReader
from pipeline.sources import profiles, recognize
from pipeline.tables.codes import DocumentKind, IssueCode

_FEW_MEETINGS = 4
_LONGEST_OVERVIEW = 220


class UnknownLayout(ValueError):
    """No publisher's profile fits the page."""


def read_document(document_id: str, text: str, sha256: str, source: str | None = None) -> Reading:
    """Read one document.

    ``text`` is the document as decoded from UTF-8, ``sha256`` that of its bytes; ``source`` names the publisher's
    profile, which is recognized from the page where it is None. Raises ``UnknownLayout`` when no profile fits.
    """
    flat = flatten(text)
    profile = profiles().get(source) if source is not None else recognize(flat.text)
    if profile is None:
        known = ", ".join(profiles())
        raise UnknownLayout(
            f"{document_id}: the page looks like none of the publishers known ({known}); "
            "check that it is the text of a readout page, or add a module for its publisher to pipeline/sources"
        )
    reading = _Reader(Page(document_id, flat.text, profile), sha256).read()
    flat.lead_back(reading)
    return reading


class _Reader:
    """Puts the parts of one reading together."""

    def __init__(self, page: Page, sha256: str) -> None:
        self.page = page
        self.segmentation: Segmentation = segment(page)
        self.declared: Declared | None = declared_meetings(page, self.segmentation)
        self.reading = Reading(self._document(sha256))
        self.meeting_of_block: list[str | None] = [None] * len(page.blocks)
        self.labels: dict[int, str | None] = self._labels()

    def read(self) -> Reading:
        page, reading = self.page, self.reading
        principal = find_principal(page, self.segmentation)
        reading.visits = read_visits(page, self.segmentation)
        for position, unit in enumerate(self.segmentation.units, 1):
            self._meeting(unit, position, principal)
        self._share_date()
        self._give_blocks_to_single_meeting()
        self._blocks()
        reading.mentions = read_mentions(page, self.meeting_of_block)
        self._persons()
        self._document_issues()
        return reading

    # -- the document -------------------------------------------------------------------------------------------------

    def _document(self, sha256: str) -> DocumentRecord:
        page = self.page
        units = self.segmentation.units
        collection, title = page.first_block("collection"), page.first_block("title")
        single = len(units) == 1 and not (self.segmentation.sectioned and self.declared is not None)
        kind = DocumentKind.MEETING if single else DocumentKind.VISIT_SUMMARY if units else DocumentKind.OTHER
        return DocumentRecord(
            document_id=page.document_id,
            source=page.profile.name,
            collection=collection.words(page.text) if collection is not None else None,
            title=title.words(page.text) if title is not None else None,
            kind=kind,
            published_on=page.published,
            url=None,
            language=page.profile.language,
            declared_meetings=self.declared.number if self.declared is not None else None,
            n_meetings=len(units),
            n_chars=len(page.text),
            sha256=sha256,
        )

    # -- one meeting ---------------------------------------------------------------------------------------------------

    def _meeting(self, unit: Unit, position: int, principal: Person | None) -> None:
        page, reading = self.page, self.reading
        cast = cast_meeting(page, unit, principal, self.segmentation.sectioned)
        coded = read_meeting(page, unit, cast, position, reading.visits, self.segmentation.sectioned)
        meeting_id = coded.record.meeting_id
        reading.meetings.append(coded.record)
        reading.evidence += coded.evidence
        reading.issues += coded.issues
        for number, member in enumerate(cast.members, 1):
            member.participant_id = f"{meeting_id}/p{number}"
            reading.participants.append(self._participant(member, meeting_id, number))
        for k in unit.blocks:
            if self.meeting_of_block[k] is None:
                self.meeting_of_block[k] = meeting_id
        acts = self._acts(unit, cast)
        for number, (act, label) in enumerate(acts, 1):
            reading.statements.append(self._statement(act, label, meeting_id, number))
        if not acts and unit.clause is None:
            message = f"{meeting_id}: no reported act was found"
            self._issue(IssueCode.NO_STATEMENTS, message, (coded.record.char_start, coded.record.char_end))

    def _participant(self, member: Member, meeting_id: str, number: int) -> ParticipantRecord:
        if member.person is None:
            message = f"{meeting_id}: the text names no person as the representative of {member.party()}"
            self._issue(IssueCode.UNRESOLVED_PERSON, message, (member.start, member.end))
        elif member.party() is None:
            message = f"{meeting_id}: the text does not say for whom {member.name} stands"
            self._issue(IssueCode.UNRESOLVED_COUNTRY, message, (member.start, member.end))
        return ParticipantRecord(
            participant_id=member.participant_id,
            meeting_id=meeting_id,
            document_id=self.page.document_id,
            position=number,
            person_key=member.person.key if member.person is not None else None,
            name=member.name,
            honorific=member.honorific,
            title=member.title,
            country_iso3=member.country_iso3,
            organization_id=member.organization_id,
            side=member.side,
            role=member.role,
            char_start=member.start,
            char_end=member.end,
            method=member.method,
        )

    def _acts(self, unit: Unit, cast: Cast) -> list[tuple[Act, str | None]]:
        """The reported acts of a unit: of its body, and of the opening behind its own verb."""
        page, opening = self.page, unit.opening
        if unit.clause is not None and sum(other.opening == opening for other in self.segmentation.units) > 1:
            return []
        reader = StatementReader(page, cast)
        found: list[tuple[Act, str | None]] = []
        for k in unit.blocks:
            if page.blocks[k].kind not in BODY or (self.segmentation.sectioned and k in self.segmentation.lead):
                continue
            for sentence in page.sentences_by_block[k]:
                before_opening = opening is not None and k == opening.block and sentence.first < opening.first
                if before_opening or _announces_overview(page.quote(sentence)):
                    continue
                acts = reader.read(sentence.first, sentence.last)
                if sentence == opening and unit.verb is not None:
                    acts = [act for act in acts if page.tokens.starts[act.first] > unit.verb]
                found += [(act, self.labels[k]) for act in acts]
        return found

    def _statement(self, act: Act, label: str | None, meeting_id: str, number: int) -> StatementRecord:
        page = self.page
        start, end = page.tokens.span(act.first, max(act.last, act.first + 1))
        single = act.speaker.single if act.speaker.side != JOINT else None
        statement_id = f"{meeting_id}/s{number}"
        if act.speaker.side is None:
            message = f"{statement_id}: whose act {act.verb!r} is could not be told"
            self._issue(IssueCode.SPEAKER_UNRESOLVED, message, (start, end))
        return StatementRecord(
            statement_id=statement_id,
            meeting_id=meeting_id,
            document_id=page.document_id,
            item=label,
            position=number,
            speaker_side=act.speaker.side,
            speaker_id=single.participant_id if single is not None else None,
            addressee_id=act.addressee.participant_id if act.addressee is not None else None,
            act=act.act,
            verb=act.verb,
            in_response=act.in_response,
            text=page.text[start:end],
            char_start=start,
            char_end=end,
            method=act.method,
        )

    # -- blocks, people, issues ----------------------------------------------------------------------------------------

    def _labels(self) -> dict[int, str | None]:
        """The label of each block; a block without one belongs to the item before it."""
        found: dict[int, str | None] = {}
        current: str | None = None
        for k, block in enumerate(self.page.blocks):
            if block.kind in {"item", "heading"}:
                current = block.label
            elif block.kind in {"reference", "footer", "lead"}:
                current = None
            found[k] = current
        return found

    def _share_date(self) -> None:
        """ "Following the courtesy call, …": a meeting without a date has the one that the others have in common."""
        reading = self.reading
        shown = {each.row_id: each for each in reading.evidence if each.column_name == "date"}
        told = {row for row, evidence in shown.items() if evidence.method != "date_line"}
        dated = [meeting for meeting in reading.meetings if meeting.meeting_id in told]
        if len({meeting.date for meeting in dated}) != 1 or len(reading.meetings) > _FEW_MEETINGS:
            return
        source = dated[0]
        for meeting in reading.meetings:
            if meeting.meeting_id in told:
                continue
            if meeting.meeting_id in shown:
                reading.evidence.remove(shown[meeting.meeting_id])
            meeting.date = source.date
            meeting.start_utc = start_utc(meeting)
            own = replace(shown[source.meeting_id], row_id=meeting.meeting_id, method="date_of_other_meeting")
            reading.evidence.append(own)

    def _give_blocks_to_single_meeting(self) -> None:
        """Title, captions and references of a page with one meeting belong to it."""
        if len(self.reading.meetings) != 1 or self.segmentation.sectioned:
            return
        meeting_id = self.reading.meetings[0].meeting_id
        for k, block in enumerate(self.page.blocks):
            if block.kind not in {"collection", "date", "footer", "unparsed"}:
                self.meeting_of_block[k] = meeting_id

    def _blocks(self) -> None:
        document_id = self.page.document_id
        for number, (block, meeting_id) in enumerate(zip(self.page.blocks, self.meeting_of_block, strict=True), 1):
            record = BlockRecord(
                document_id, number, block.kind, block.level, block.label, meeting_id, block.start, block.end
            )
            self.reading.blocks.append(record)

    def _persons(self) -> None:
        for person in self.page.people.all:
            self.reading.persons.append(
                PersonRecord(
                    person_key=person.key,
                    document_id=self.page.document_id,
                    name=person.name,
                    family_name=person.family,
                    given_name=person.given,
                    honorific=person.honorific,
                    title=person.title,
                    country_iso3=person.country_iso3,
                    organization_id=person.organization_id,
                    aliases=person.forms,
                    char_start=person.start,
                    char_end=person.end,
                    method=person.method,
                )
            )

    def _document_issues(self) -> None:
        page, n_meetings = self.page, self.reading.document.n_meetings
        line = page.first_block("date") if page.published is not None else None
        if line is not None:
            self._document_evidence("published_on", (line.body_start, line.text_end), "date_line")
        else:
            message = "the page has no date of its own; a year that the text leaves out stays unknown"
            self._issue(IssueCode.NO_DATE_LINE, message)
        if self.declared is not None:
            span = self.declared.start, self.declared.end
            self._document_evidence("declared_meetings", span, "lead")
            if self.declared.number != n_meetings:
                message = f"the page claims {self.declared.number} meetings and describes {n_meetings}"
                self._issue(IssueCode.DECLARED_MEETINGS_DIFFER, message, span)
        if not self.reading.meetings:
            message = "the page tells of no meeting, or of none in a form that is known"
            self._issue(IssueCode.NO_MEETING_FOUND, message)
        for block in page.blocks:
            if block.kind == "unparsed":
                message = "these lines fit no part of the page's layout, or repeat others"
                self._issue(IssueCode.UNPARSED_TEXT, message, (block.start, block.end))

    def _document_evidence(self, column: str, span: tuple[int, int], method: str) -> None:
        document_id = self.page.document_id
        self.reading.evidence.append(EvidenceRecord(document_id, "documents", document_id, column, *span, method))

    def _issue(self, code: IssueCode, message: str, span: tuple[int, int] | None = None) -> None:
        start, end = span if span is not None else (None, None)
        self.reading.issues.append(IssueRecord(self.page.document_id, code.severity, code, message, start, end))


def _announces_overview(quote: str) -> bool:
    """ "The overview of the meeting is as follows": short, without an act of its own."""
    return len(quote) < _LONGEST_OVERVIEW and OVERVIEW.search(quote) is not None
