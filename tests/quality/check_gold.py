"""Check that gold files follow the codebook, before anything is measured with them.

usage: python -m tests.quality.check_gold [--gold DIR --corpus DIR]

Without folders it checks the collections that floors.toml names. Exit status 1 when a file has a fault.
"""

import argparse
import datetime as dt
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import gazetteer
from pipeline.tables.codes import Act, DocumentKind, MeetingKind, Setting, Sides
from pipeline.topics.terms import load_topics
from tests.quality.gold import OPTIONAL, SIDE_SPEAKERS, GoldError, GoldStatement, fold
from tests.quality.shelf import SHELVES, load_floors

_PAGE_KEYS = {"document": str, "published_on": dt.date, "kind": str, "declared_meetings": int}
_VISIT_KEYS = {"person": str, "city": str, "country": str, "start_on": dt.date, "end_on": dt.date}
_MEETING_KEYS = {
    "title": str,
    "date": dt.date,
    "end_date": dt.date,
    "start_local": str,
    "utc_offset_minutes": int,
    "duration_minutes": int,
    "city": str,
    "country": str,
    "sides": str,
    "kind": str,
    "setting": str,
    "participants": list,
    "countries": list,
    "organizations": list,
    "topics": list,
    "statements": list,
}
_MEETING_NEEDS = ("date", "participants", "topics", "statements", "kind")
_MEETING_CODES = {"sides": Sides, "kind": MeetingKind, "setting": Setting}
_LONGEST_OFFSET = 14 * 60


def faults(data: Mapping[str, Any], text: str) -> Iterator[str]:
    """What is wrong with one gold file, given its content and the text of its page."""
    known = {**_PAGE_KEYS, "visit": dict, "meetings": list}
    yield from _shape(data, known, ("document", "kind"))
    if data.get("kind") not in list(DocumentKind):
        yield f"kind {data.get('kind')!r} is not one of {', '.join(DocumentKind)}"
    if "visit" in data:
        visit = data["visit"]
        yield from (f"visit: {fault}" for fault in _shape(visit, _VISIT_KEYS, ("person",)))
        yield from (f"visit: {fault}" for fault in _order(visit, "start_on", "end_on"))
        if fold(visit.get("person", "")) not in fold(text):
            yield f"visit: {visit.get('person')} is not in the page"
    for number, meeting in enumerate(data.get("meetings", []), 1):
        yield from (f"meeting {number}: {fault}" for fault in _meeting(meeting, text))


def _meeting(meeting: Mapping[str, Any], text: str) -> Iterator[str]:
    yield from _shape(meeting, _MEETING_KEYS, _MEETING_NEEDS)
    yield from _order(meeting, "date", "end_date")
    for key, codes in _MEETING_CODES.items():
        if meeting.get(key, "") != "" and meeting[key] not in list(codes):
            yield f"{key} {meeting[key]!r} is not one of {', '.join(codes)}"
    if meeting.get("title") and meeting["title"] not in text:
        yield f"title is not in the page: {meeting['title']!r}"
    clock = meeting.get("start_local")
    if clock and not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", clock):
        yield f"start_local {clock!r} is not HH:MM"
    offset = meeting.get("utc_offset_minutes") or 0
    if abs(offset) > _LONGEST_OFFSET or offset % 15:
        yield f"utc_offset_minutes {offset} is the offset of no zone"
    if meeting.get("duration_minutes", 1) != "" and meeting.get("duration_minutes", 1) <= 0:
        yield f"duration_minutes {meeting['duration_minutes']}"
    if meeting.get("country") and not _is_country(meeting["country"]):
        yield f"country {meeting['country']!r} is no ISO 3166-1 alpha-3 code"
    yield from _participants(meeting.get("participants", []), text)
    yield from _coded("country", meeting.get("countries", []), _is_country)
    yield from _coded("organization", meeting.get("organizations", []), _is_organization)
    topics = {topic.topic_id for topic in load_topics()}
    yield from _coded("topic", meeting.get("topics", []), topics.__contains__)
    yield from _statements(meeting.get("statements", []), meeting.get("participants", []), text)


def _participants(coded: Iterable[str], text: str) -> Iterator[str]:
    folded = fold(text)
    for value in coded:
        name, slash, country = value.removeprefix(OPTIONAL).partition("/")
        if not slash or (country and not _is_country(country)):
            yield f"participant {value!r} is not Family/ISO3"
        if fold(name) not in folded:
            yield f"participant {name} is not in the page"


def _statements(lines: Iterable[str], participants: Iterable[str], text: str) -> Iterator[str]:
    speakers = SIDE_SPEAKERS | {fold(each.removeprefix(OPTIONAL).split("/")[0]) for each in participants}
    for line in lines:
        try:
            statement = GoldStatement.parse(line)
        except GoldError as error:
            yield str(error)
            continue
        if statement.act not in list(Act):
            yield f"act {statement.act!r}: {line!r}"
        if statement.speaker not in SIDE_SPEAKERS and fold(statement.speaker) not in speakers:
            yield f"speaker {statement.speaker!r} is no participant: {line!r}"
        if text.count(statement.words) != 1:
            yield f"{text.count(statement.words)} times in the page: {statement.words!r}"


def _shape(data: Mapping[str, Any], known: Mapping[str, type], needed: Iterable[str]) -> Iterator[str]:
    for key in needed:
        if key not in data:
            yield f"no {key}"
    for key, value in data.items():
        if key not in known:
            yield f"unknown key {key}"
        elif value != "" and not isinstance(value, known[key]):
            yield f"{key} {value!r} is not a {known[key].__name__}"


def _order(data: Mapping[str, Any], first: str, last: str) -> Iterator[str]:
    if data.get(first) and data.get(last) and data[first] > data[last]:
        yield f"{first} {data[first]} is after {last} {data[last]}"


def _coded(what: str, values: Iterable[str], known: Callable[[str], bool]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        code = value.removeprefix(OPTIONAL)
        if not known(code):
            yield f"{what} {value!r} is unknown"
        if code in seen:
            yield f"{what} {code!r} stands twice"
        seen.add(code)


def _is_country(code: str) -> bool:
    return code in {country.iso3 for country in gazetteer.countries()}


def _is_organization(code: str) -> bool:
    """An organization without an acronym has its name as a slug, so every slug will do."""
    return re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", code) is not None


def check(path: Path, corpus: Path) -> list[str]:
    """All faults of one gold file."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        text = (corpus / data["document"]).read_bytes().decode("utf-8")
    except (tomllib.TOMLDecodeError, KeyError, FileNotFoundError) as error:
        return [f"{type(error).__name__}: {error}"]
    return list(faults(data, text))


def main(arguments: list[str] | None = None) -> int:
    """Print the faults of all gold files; 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="folder of gold files")
    parser.add_argument("--corpus", type=Path, help="folder below which their documents stand")
    args = parser.parse_args(arguments)
    if (args.gold is None) != (args.corpus is None):
        parser.error("--gold and --corpus go together")
    shelves = [SHELVES[name] for name in load_floors().collections]
    places = [(args.gold, args.corpus)] if args.gold else [(s.gold, s.corpus) for s in shelves if not s.missing()]
    files = [(path, corpus) for gold, corpus in places for path in sorted(gold.rglob("*.toml"))]
    found = 0
    for path, corpus in files:
        for fault in check(path, corpus):
            print(f"{path.name}: {fault}")
            found += 1
    print(f"{len(files)} gold files, {found} faults")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
