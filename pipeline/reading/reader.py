"""Read one document: text in, records out. Pure: no files, no clock, nothing remembered between documents."""

from dataclasses import replace

from pipeline.reading.actors import ActorFinder
from pipeline.reading.attitudes import AttitudeReader
from pipeline.reading.cast import JOINT, Cast, Member
from pipeline.reading.casting import Casting
from pipeline.reading.events import OVERVIEW
from pipeline.reading.meetings import declared_meetings, read_meeting, read_visits, start_utc
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

_STATED = frozenset({"lead", "item", "paragraph", "bullet"})


class UnknownLayout(ValueError):
    """No publisher's profile fits the page."""


def read_document(document_id: str, text: str, sha256: str, source: str | None = None) -> Reading:
    """Read one document.

    ``text`` is the document as decoded from UTF-8, ``sha256`` that of its bytes; ``source`` names the publisher's
    profile, which is recognized from the page where it is None. Raises ``UnknownLayout`` when no profile fits.
    """
    profile = profiles().get(source) if source is not None else recognize(text)
    if profile is None:
        known = ", ".join(profiles())
        raise UnknownLayout(
            f"{document_id}: the page looks like none of the publishers known ({known}); "
            "check that it is the text of a readout page, or add a module for its publisher to pipeline/sources"
        )
    page = Page(document_id, text, profile)
    return _Reader(page, sha256).read()


class _Reader:
    """Puts the parts of one reading together."""

    def __init__(self, page: Page, sha256: str) -> None:
        self.page = page
        self.segmentation: Segmentation = segment(page)
        self.reading = Reading(self._document(sha256))
        self.meeting_of_block: list[str | None] = [None] * len(page.blocks)
        self.labels: dict[int, str | None] = self._labels()

    def read(self) -> Reading:
        page, reading = self.page, self.reading
        principal = self._principal()
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
        declared = declared_meetings(page, self.segmentation)

        def first(kind: str) -> str | None:
            return next((page.words(k) for k, block in enumerate(page.blocks) if block.kind == kind), None)

        kind = DocumentKind.OTHER
        if len(units) == 1 and not self.segmentation.sectioned:
            kind = DocumentKind.MEETING
        elif units:
            kind = DocumentKind.MEETING if len(units) == 1 and declared is None else DocumentKind.VISIT_SUMMARY
        return DocumentRecord(
            document_id=page.document_id,
            source=page.profile.name,
            collection=first("collection"),
            title=first("title"),
            kind=kind,
            published_on=page.published,
            url=None,
            language=page.profile.language,
            declared_meetings=declared[0] if declared is not None else None,
            n_meetings=len(units),
            n_chars=len(page.text),
            sha256=sha256,
        )

    def _principal(self) -> Person | None:
        """The home person whose page this is: the first one introduced in the lead, else anywhere."""
        page = self.page
        home = page.profile.home_iso3
        candidates = []
        for phrase in page.phrases:
            person = page.people.of(phrase)
            if person is None or page.tokens.depth[phrase.first] > 0:
                continue
            if person.country_iso3 == home or (not person.affiliated() and phrase.appositive):
                candidates.append((person, phrase))
        lead = [page.blocks[k] for k in self.segmentation.lead]
        spans = [(block.body_start, block.text_end) for block in lead]

        def stands_in_lead(offset: int) -> bool:
            return any(start <= offset < end for start, end in spans)

        for person, phrase in candidates:
            if stands_in_lead(page.tokens.starts[phrase.first]) and (phrase.appositive or phrase.title_before):
                if person.country_iso3 is None:
                    person.country_iso3 = home
                return person
        if candidates and self.segmentation.sectioned:
            person = candidates[0][0]
            person.country_iso3 = person.country_iso3 or home
            return person
        return None

    # -- one meeting ----------------------------------------------------------------------------------------------------

    def _meeting(self, unit: Unit, position: int, principal: Person | None) -> None:
        page, reading = self.page, self.reading
        meeting_id = f"{page.document_id}#{position}"
        cast = Casting(page, unit, principal, self.segmentation.sectioned).cast()
        coded = read_meeting(page, unit, cast, meeting_id, position, reading.visits, self.segmentation.sectioned)
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
            self._issue(
                IssueCode.NO_STATEMENTS,
                f"{meeting_id}: no reported act was found",
                coded.record.char_start,
                coded.record.char_end,
            )

    def _participant(self, member: Member, meeting_id: str, number: int) -> ParticipantRecord:
        if member.country_iso3 is None and member.organization_id is None and member.person is not None:
            message = f"{meeting_id}: the text does not say for whom {member.name} stands"
            self._issue(IssueCode.UNRESOLVED_COUNTRY, message, member.start, member.end)
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
        page = self.page
        if unit.clause is not None and sum(other.opening == unit.opening for other in self.segmentation.units) > 1:
            return []
        reader = StatementReader(
            page.tokens,
            ActorFinder(page.tokens, page.names, page.phrases, page.people, cast),
            AttitudeReader(page.tokens, page.names, cast),
            cast,
        )
        found: list[tuple[Act, str | None]] = []
        for k in unit.blocks:
            block = page.blocks[k]
            if block.kind not in _STATED or (self.segmentation.sectioned and k in self.segmentation.lead):
                continue
            before_opening = unit.opening is not None and k <= unit.opening.block
            for sentence in page.sentences_by_block[k]:
                if (
                    unit.opening is not None
                    and before_opening
                    and k == unit.opening.block
                    and sentence.first < unit.opening.first
                ):
                    continue
                quote = page.quote(sentence)
                if OVERVIEW.search(quote) and len(quote) < 220:
                    continue
                acts = reader.read(sentence.first, sentence.last)
                if sentence == unit.opening and unit.verb is not None:
                    acts = [act for act in acts if page.tokens.starts[act.first] > unit.verb]
                found += [(act, self.labels[k]) for act in acts]
        return found

    def _statement(self, act: Act, label: str | None, meeting_id: str, number: int) -> StatementRecord:
        page = self.page
        start, end = page.tokens.span(act.first, max(act.last, act.first + 1))
        single = act.speaker.single if act.speaker.side != JOINT else None
        statement_id = f"{meeting_id}/s{number}"
        if act.speaker.side is None:
            self._issue(
                IssueCode.SPEAKER_UNRESOLVED, f"{statement_id}: whose act {act.verb!r} is could not be told", start, end
            )
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

    # -- blocks, people, issues ------------------------------------------------------------------------------------------

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
        """ "Following the courtesy call, …": a meeting without a date has that of the others, where they have one in common."""
        dates = {meeting.date for meeting in self.reading.meetings if meeting.date is not None}
        if len(dates) != 1 or len(self.reading.meetings) > 4:
            return
        source = next(m for m in self.reading.meetings if m.date is not None)
        shown = next((e for e in self.reading.evidence if e.row_id == source.meeting_id and e.column_name == "date"), None)
        for meeting in self.reading.meetings:
            if meeting.date is not None:
                continue
            meeting.date = source.date
            meeting.start_utc = start_utc(meeting)
            if shown is not None:
                self.reading.evidence.append(replace(shown, row_id=meeting.meeting_id, method="date_of_other_meeting"))

    def _give_blocks_to_single_meeting(self) -> None:
        """Title, captions and references of a page with one meeting belong to it."""
        if len(self.reading.meetings) != 1 or self.segmentation.sectioned:
            return
        meeting_id = self.reading.meetings[0].meeting_id
        for k, block in enumerate(self.page.blocks):
            if block.kind not in {"collection", "date", "footer", "unparsed"}:
                self.meeting_of_block[k] = meeting_id

    def _blocks(self) -> None:
        self.reading.blocks = [
            BlockRecord(
                self.page.document_id, k + 1, b.kind, b.level, b.label, self.meeting_of_block[k], b.start, b.end
            )
            for k, b in enumerate(self.page.blocks)
        ]

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
        page, document = self.page, self.reading.document
        if page.published is None:
            self._issue(
                IssueCode.NO_DATE_LINE,
                "the page has no date of its own; a year that the text leaves out stays unknown",
                None,
                None,
            )
        else:
            block = next(b for b in page.blocks if b.kind == "date")
            self.reading.evidence.append(
                EvidenceRecord(
                    page.document_id,
                    "documents",
                    page.document_id,
                    "published_on",
                    block.body_start,
                    block.text_end,
                    "date_line",
                )
            )
        declared = declared_meetings(page, self.segmentation)
        if declared is not None:
            number, start, end = declared
            self.reading.evidence.append(
                EvidenceRecord(page.document_id, "documents", page.document_id, "declared_meetings", start, end, "lead")
            )
            if number != document.n_meetings:
                message = f"the page claims {number} meetings and describes {document.n_meetings}"
                self._issue(IssueCode.DECLARED_MEETINGS_DIFFER, message, start, end)
        if not self.reading.meetings:
            self._issue(
                IssueCode.NO_MEETING_FOUND,
                "the page tells of no meeting, or of none in a form that is known",
                None,
                None,
            )
        for block in page.blocks:
            if block.kind == "unparsed":
                self._issue(
                    IssueCode.UNPARSED_TEXT,
                    "these lines fit no part of the page's layout, or repeat others",
                    block.start,
                    block.end,
                )

    def _issue(self, code: IssueCode, message: str, start: int | None, end: int | None) -> None:
        self.reading.issues.append(IssueRecord(self.page.document_id, code.severity, code, message, start, end))
