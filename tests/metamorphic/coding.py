"""What the pipeline makes of a page, as plain data that can be compared after a change of the page."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.reading import read_document
from pipeline.reading.records import ParticipantRecord, PersonRecord, Reading, StatementRecord
from pipeline.topics import TopicCoding, code_document
from tests.metamorphic.transform import Name

Facts = dict[str, Any]


@dataclass(frozen=True)
class Coding:
    """The reading and the topics of one page."""

    text: str
    reading: Reading
    topics: TopicCoding

    @classmethod
    def of(cls, text: str) -> "Coding":
        """Read a page."""
        reading = read_document("page", text, "0" * 64)
        topics = code_document(text, reading.meetings, reading.blocks, reading.statements, reading.participants)
        return cls(text, reading, topics)

    @cached_property
    def _persons(self) -> dict[str | None, PersonRecord]:
        return {person.person_key: person for person in self.reading.persons}

    def names(self) -> list[Name]:
        """The names of all persons."""
        return [Name(p.given_name or "", p.family_name, p.country_iso3) for p in self.reading.persons]

    def facts(self) -> Facts:
        """All that was coded, without offsets, ids and labels: what a change of the page should change, or not."""
        reading = self.reading
        document = reading.document
        return {
            "kind": document.kind,
            "title": document.title,
            "published_on": document.published_on,
            "declared_meetings": document.declared_meetings,
            "visits": [
                {
                    "person": self._family(visit.person_key),
                    "city": visit.city,
                    "country_iso3": visit.country_iso3,
                    "start_on": visit.start_on,
                    "end_on": visit.end_on,
                }
                for visit in reading.visits
            ],
            "persons": sorted(
                (p.family_name, p.given_name or "", p.country_iso3 or "", p.organization_id or "")
                for p in reading.persons
            ),
            "meetings": [self._meeting(meeting.meeting_id) for meeting in reading.meetings],
            "outside": self._mentions(None),
            "issues": sorted(issue.code for issue in reading.issues),
        }

    def _family(self, person_key: str | None) -> str | None:
        return self._persons[person_key].family_name if person_key is not None else None

    def _meeting(self, meeting_id: str) -> Facts:
        reading = self.reading
        meeting = next(each for each in reading.meetings if each.meeting_id == meeting_id)
        people = [each for each in reading.participants if each.meeting_id == meeting_id]
        said = [each for each in reading.statements if each.meeting_id == meeting_id]
        by_id = {each.participant_id: each for each in people}
        return {
            "title": meeting.title,
            "section": meeting.section,
            "date": meeting.date,
            "end_date": meeting.end_date,
            "start_local": meeting.start_local,
            "utc_offset_minutes": meeting.utc_offset_minutes,
            "start_utc": meeting.start_utc,
            "duration_minutes": meeting.duration_minutes,
            "duration_approximate": meeting.duration_approximate,
            "city": meeting.city,
            "country_iso3": meeting.country_iso3,
            "place_basis": meeting.place_basis,
            "sides": meeting.sides,
            "kind": meeting.kind,
            "setting": meeting.setting,
            "participants": [self._participant(each) for each in people],
            "statements": [self._statement(each, by_id) for each in said],
            "mentions": self._mentions(meeting_id),
            "topics": sorted(each.topic_id for each in self.topics.meetings if each.meeting_id == meeting_id),
        }

    def _participant(self, row: ParticipantRecord) -> Facts:
        person = self._persons.get(row.person_key)
        return {
            "family": person.family_name if person else None,
            "given": person.given_name if person else None,
            "honorific": row.honorific,
            "title": _flat(row.title),
            "country": row.country_iso3,
            "organization": row.organization_id,
            "side": row.side,
            "role": row.role,
        }

    def _statement(self, row: StatementRecord, people: dict[str, ParticipantRecord]) -> Facts:
        def name(participant_id: str | None) -> str | None:
            who = people.get(participant_id or "")
            return self._family(who.person_key) or f"of {who.country_iso3}" if who else None

        return {
            "act": row.act,
            "side": row.speaker_side,
            "speaker": name(row.speaker_id),
            "addressee": name(row.addressee_id),
            "in_response": row.in_response,
            "words": _flat(row.text),
        }

    def _mentions(self, meeting_id: str | None) -> list[tuple[str, str]]:
        """The entities that are named, each once, in order of their names."""
        found = set()
        for row in self.reading.mentions:
            if row.meeting_id == meeting_id:
                entity = self._family(row.entity_id) if row.entity_type == "person" else row.entity_id
                found.add((str(row.entity_type), str(entity)))
        return sorted(found)


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value with all its strings, dates and times changed; sorted lists of tuples are sorted again."""
    if isinstance(value, dict):
        return {key: mapped(each, change) for key, each in value.items()}
    if isinstance(value, list):
        changed = [mapped(each, change) for each in value]
        return sorted(set(changed)) if all(isinstance(each, tuple) for each in changed) else changed
    if isinstance(value, tuple):
        return tuple(mapped(each, change) for each in value)
    if isinstance(value, str | dt.date | dt.datetime):
        return change(value)
    return value


def without(facts: Any, names: Iterable[str]) -> Any:
    """The facts without the fields of these names, wherever they stand."""
    dropped = frozenset(names)
    if isinstance(facts, dict):
        return {key: without(each, dropped) for key, each in facts.items() if key not in dropped}
    if isinstance(facts, list):
        return [without(each, dropped) for each in facts]
    return facts


def differences(got: Any, wanted: Any, where: str = "") -> list[str]:
    """A line for each place where two bundles of facts differ."""
    if isinstance(got, dict) and isinstance(wanted, dict):
        keys = [*wanted, *(key for key in got if key not in wanted)]
        return [line for key in keys for line in differences(got.get(key), wanted.get(key), f"{where}.{key}")]
    if isinstance(got, list) and isinstance(wanted, list):
        if len(got) == len(wanted):
            pairs = zip(got, wanted, strict=True)
            return [line for k, (one, other) in enumerate(pairs) for line in differences(one, other, f"{where}[{k}]")]
        extra = [f"{where}: extra {each}" for each in got if each not in wanted]
        return [*extra, *(f"{where}: missing {each}" for each in wanted if each not in got)] or [
            f"{where}: {len(got)} of {len(wanted)}"
        ]
    return [] if got == wanted else [f"{where}: {got!r}, should be {wanted!r}"]


def _flat(words: str | None) -> str | None:
    """Words without the line breaks and doubled blanks between them."""
    return " ".join(words.split()) if words is not None else None
