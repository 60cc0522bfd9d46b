"""The sentences coded by hand, run through the pipeline; and the list of those that it is known to miss.

usage: python -m tests.quality.sentences_run [--misses] [--accept]

``--misses`` prints what is wrong with each entry, ``--accept`` writes the list of known misses anew, after a look at
what changed. An entry marked ``unsure`` is reported, but neither counted nor listed.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from pipeline import gazetteer
from pipeline.reading import read_document
from pipeline.reading.names import NameReader, split_name
from pipeline.reading.people import fold, short_forms
from pipeline.reading.records import Reading, StatementRecord
from pipeline.reading.tokens import tokenize
from pipeline.topics import code_document
from tests.quality.gold import OPTIONAL, SIDE_SPEAKERS, GoldStatement
from tests.quality.scoring import Figure, Row, find_statement

FOLDER = Path(__file__).resolve().parent / "sentences"
KNOWN = FOLDER / "known_misses.txt"
KINDS = ("statements", "openings", "names", "topics")
_KEY = 100

Entry = Mapping[str, Any]


@dataclass(slots=True)
class Outcome:
    """What became of one entry: its key in the list of known misses, its figures, and what is wrong with it."""

    key: str
    text: str
    unsure: bool
    figures: dict[str, Figure] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def report(self) -> str:
        """The entry and its faults, to be read by a person."""
        mark = " (unsure)" if self.unsure else ""
        return "\n    ".join([f"{self.key.partition(':')[0]}{mark}: {self.text}", *self.faults])


@dataclass(slots=True)
class KindOutcome:
    """All entries of one file; its figures leave out the unsure ones."""

    kind: str
    outcomes: list[Outcome]

    def figures(self) -> dict[str, Figure]:
        total: dict[str, Figure] = {}
        for outcome in self.outcomes:
            for name, figure in {} if outcome.unsure else outcome.figures.items():
                total[f"{self.kind}.{name}"] = total.get(f"{self.kind}.{name}", Figure()) + figure
        return total

    def faulty(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.faults]

    def missed(self) -> list[str]:
        """The keys of the entries that count and are missed."""
        return [outcome.key for outcome in self.faulty() if not outcome.unsure]


@cache
def run(kind: str) -> KindOutcome:
    """Run the entries of one kind."""
    check = _CHECKS[kind]
    outcomes = []
    for key, entry in _entries(kind):
        outcome = Outcome(key, entry["text"], "unsure" in entry)
        check(entry, outcome)
        outcomes.append(outcome)
    return KindOutcome(kind, outcomes)


def run_all() -> list[KindOutcome]:
    """Run all kinds."""
    return [run(kind) for kind in KINDS]


def _entries(kind: str) -> Iterator[tuple[str, Entry]]:
    seen: Counter[str] = Counter()
    for entry in tomllib.loads((FOLDER / f"{kind}.toml").read_text("utf-8"))["entries"]:
        words = " ".join(entry["text"].split())[:_KEY].strip()
        seen[words] += 1
        yield f"{kind}: {words}" + (f" ({seen[words]})" if seen[words] > 1 else ""), entry


def known_misses() -> list[str]:
    """The keys of the entries that the pipeline is known to miss."""
    return [line for line in KNOWN.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def table(outcomes: Sequence[KindOutcome], floors: Mapping[str, float]) -> str:
    """The figures as a table of text, with the floors beside them."""
    lines = [f"{'sentences':30} {'P':>6} {'R':>6} {'F1':>6} {'gold':>5} {'floor':>6}"]
    for name, each in _figures(outcomes).items():
        floor = floors.get(name)
        held = "" if floor is None else f"{floor:6.3f}" + (" BELOW" if each.f1 < floor else "")
        lines.append(
            f"  {name:28} {each.precision:6.3f} {each.recall:6.3f} {each.f1:6.3f} {each.gold:5} {held}".rstrip()
        )
    return "\n".join(lines)


def below(outcomes: Sequence[KindOutcome], floors: Mapping[str, float]) -> list[str]:
    """A line for each figure under its floor."""
    figures = _figures(outcomes)
    kinds = {each.kind for each in outcomes}
    wanted = {name: floor for name, floor in floors.items() if name.partition(".")[0] in kinds}
    return [
        f"{name}: F1 {figures[name].f1:.3f} is under its floor {floor:.3f}"
        for name, floor in wanted.items()
        if figures[name].f1 < floor
    ]


def _figures(outcomes: Sequence[KindOutcome]) -> dict[str, Figure]:
    return {name: figure for each in outcomes for name, figure in each.figures().items()}


# -- the kinds ------------------------------------------------------------------------------------------------------

_OPENING = (
    "Press Releases\n\nMay 10, 2021\n"
    "On May 10, commencing at 10:00 a.m. for approximately 30 minutes, Mr. MOTEGI Toshimitsu, Minister for Foreign "
    "Affairs of Japan, held a meeting with {people}. The overview of the meeting is as follows.\n\n"
    "  1. {text}\n\nBack to Press Releases\n"
)


def _check_statements(entry: Entry, outcome: Outcome) -> None:
    cast = entry.get("cast") or [entry["counterpart"]]
    text = _OPENING.format(people=_listed(cast), text=entry["text"])
    reading = _read(text)
    families = _families(reading)
    people = {row.participant_id: families.get(row.person_key or "", "") for row in reading.participants}
    free: list[Row] = [
        {"act": s.act, "char_start": s.char_start, "char_end": s.char_end, "statement": s} for s in reading.statements
    ]
    total, acts, speakers = len(free), 0, 0

    def said(gold: GoldStatement, row: Row) -> bool:
        statement: StatementRecord = row["statement"]
        if gold.speaker in SIDE_SPEAKERS:
            return statement.speaker_side == gold.speaker
        return people.get(statement.speaker_id or "", "") == fold(gold.speaker)

    for line in entry["rows"]:
        gold = GoldStatement.parse(line)
        row = find_statement(free, gold, text, partial(said, gold))
        if row is None:
            outcome.faults.append(f"missing {gold}")
            continue
        free.remove(row)
        acts += 1
        if said(gold, row):
            speakers += 1
        else:
            found = row["statement"]
            outcome.faults.append(f"speaker {found.speaker_side} {people.get(found.speaker_id, '')}, should be {gold}")
    outcome.faults += [f"extra {row['act']}: {row['statement'].text!r} by {row['statement'].method}" for row in free]
    outcome.figures["act"] = Figure(acts, total, len(entry["rows"]))
    outcome.figures["act+speaker"] = Figure(speakers, total, len(entry["rows"]))


_OPENING_FIELDS = {
    "date": "date",
    "end_date": "end_date",
    "start_local": "start_local",
    "utc_offset_minutes": "utc_offset_minutes",
    "duration_minutes": "duration_minutes",
    "duration_approximate": "duration_approximate",
    "city": "city",
    "country": "country_iso3",
    "sides": "sides",
    "kind": "kind",
    "setting": "setting",
}


def _check_openings(entry: Entry, outcome: Outcome) -> None:
    head = entry.get("collection", "Press Releases") + "\n\n"
    if entry.get("title"):
        head += entry["title"] + "\n\n"
    if entry.get("published_on"):
        head += f"{entry['published_on']:%B} {entry['published_on'].day}, {entry['published_on'].year}\n"
    body = "\n\n  1. The two sides exchanged views on bilateral relations.\n\nBack to Press Releases\n"
    reading = _read(head + entry["text"] + body)
    meeting = reading.meetings[0] if reading.meetings else None
    if len(reading.meetings) != 1:
        outcome.faults.append(f"{len(reading.meetings)} meetings")
    coded = {key: column for key, column in _OPENING_FIELDS.items() if key in entry}
    right = 0
    for key, column in coded.items():
        wanted = None if entry[key] == "" else entry[key]
        got = getattr(meeting, column, None)
        right += got == wanted
        if got != wanted:
            outcome.faults.append(f"{key}: {got!r}, should be {wanted!r}")
    outcome.figures["fields"] = Figure(right, len(coded), len(coded))
    families = _families(reading)
    people = {f"{families.get(p.person_key or '', '')}/{p.country_iso3 or ''}" for p in reading.participants}
    _compare_sets("participants", people, [_folded(each) for each in entry["participants"]], outcome)


_NAME_FIELDS = ("family", "given", "honorific", "title", "country", "organization")


def _check_names(entry: Entry, outcome: Outcome) -> None:
    text = entry["text"]
    tokens = tokenize(text)
    phrases = NameReader(tokens, gazetteer.find(text)).find(0, len(tokens))
    if len(phrases) != 1:
        outcome.faults.append(f"{len(phrases)} name phrases")
    got: dict[str, str | None] = {}
    if phrases:
        phrase = phrases[0]
        words = tokens.slice(phrase.name_first, phrase.name_last)
        name = split_name(words, phrase.given_after, phrase.country_iso3, phrase.regnal, None, short_forms(tokens))
        got = {
            "family": name.family,
            "given": name.given,
            "honorific": phrase.honorific,
            "title": phrase.title,
            "country": phrase.country_iso3,
            "organization": phrase.organization_id,
        }
    for key in _NAME_FIELDS:
        wanted, found = entry.get(key) or "", got.get(key) or ""
        right = _same_title(found, wanted) if key == "title" else fold(found) == fold(wanted)
        outcome.figures[key] = Figure(int(right), 1, 1)
        if not right:
            outcome.faults.append(f"{key}: {found!r}, should be {wanted!r}")


def _same_title(found: str, wanted: str) -> bool:
    """A title may lack its closing "of <country or organization>"."""
    return found == wanted or (found != "" and wanted.startswith((f"{found} of ", f"{found} to ", f"{found}, ")))


def _check_topics(entry: Entry, outcome: Outcome) -> None:
    counterpart = gazetteer.country_row(entry.get("counterpart", "NOR")).name
    people = f"H.E. Mr. Karl KARIMI, Foreign Minister of {counterpart}"
    text = _OPENING.format(people=people, text=entry["text"])
    reading = _read(text)
    coding = code_document(text, reading.meetings, reading.blocks, reading.statements, reading.participants)
    _compare_sets("f1", {topic.topic_id for topic in coding.meetings}, entry["topics"], outcome)


_CHECKS: Mapping[str, Callable[[Entry, Outcome], None]] = {
    "statements": _check_statements,
    "openings": _check_openings,
    "names": _check_names,
    "topics": _check_topics,
}


def _compare_sets(figure: str, got: set[str], gold: Sequence[str], outcome: Outcome) -> None:
    optional = {value.removeprefix(OPTIONAL) for value in gold if value.startswith(OPTIONAL)}
    wanted = {value for value in gold if not value.startswith(OPTIONAL)}
    got = got - optional
    outcome.figures[figure] = Figure(len(got & wanted), len(got), len(wanted))
    outcome.faults += [f"missing {value}" for value in sorted(wanted - got)]
    outcome.faults += [f"extra {value}" for value in sorted(got - wanted)]


def _read(text: str) -> Reading:
    return read_document("sentence", text, "0" * 64)


def _families(reading: Reading) -> dict[str, str]:
    return {person.person_key: fold(person.family_name) for person in reading.persons}


def _folded(participant: str) -> str:
    mark = OPTIONAL if participant.startswith(OPTIONAL) else ""
    name, _, country = participant.removeprefix(OPTIONAL).partition("/")
    return f"{mark}{fold(name)}/{country}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


# -- the list of known misses ---------------------------------------------------------------------------------------

_HEAD = """\
# Entries that the pipeline is known to miss, by their first words. A miss that is not listed fails a test, and so does
# an entry that is listed and right. After a look at what changed, write the list anew with
#   python -m tests.quality.sentences_run --accept
"""


def accept(outcomes: Sequence[KindOutcome]) -> tuple[list[str], list[str]]:
    """Write the list of known misses; what came to it and what left it."""
    before = known_misses() if KNOWN.exists() else []
    now = [key for outcome in outcomes for key in outcome.missed()]
    KNOWN.write_text(_HEAD + "".join(f"{key}\n" for key in now), "utf-8")
    return [key for key in now if key not in before], [key for key in before if key not in now]


def main(arguments: list[str] | None = None) -> int:
    """Print figures, and misses or changes of the list if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="print what is wrong with each entry")
    parser.add_argument("--accept", action="store_true", help="write the list of known misses anew")
    args = parser.parse_args(arguments)
    outcomes = run_all()
    if args.misses:
        print(*(each.report() for outcome in outcomes for each in outcome.faulty()), sep="\n", end="\n\n")
    print(table(outcomes, {}))
    if args.accept:
        came, left = accept(outcomes)
        print(*(f"now missed: {key}" for key in came), *(f"now right: {key}" for key in left), sep="\n")
        print(f"{KNOWN.name}: {len(known_misses())} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
