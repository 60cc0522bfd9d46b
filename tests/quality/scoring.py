"""How well coded tables agree with pages coded by hand.

Every figure is a count over all pages of a collection: ``right`` of ``predicted`` rows or values against ``gold`` ones,
so that precision is right / predicted and recall right / gold. A coded field of a meeting counts once, also where it is
null; a set (participants, countries, …) by its members. Values that the gold marks with "?" count neither way.
"""

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.quality.gold import OPTIONAL, SIDE_SPEAKERS, GoldDocument, GoldMeeting, GoldStatement, fold, load_all

Row = Mapping[str, Any]
Rows = Sequence[Row]

MEETING_FIELDS = (
    "date",
    "end_date",
    "start_local",
    "utc_offset_minutes",
    "duration_minutes",
    "city",
    "country_iso3",
    "sides",
    "kind",
    "setting",
)
VISIT_FIELDS = ("city", "country_iso3", "start_on", "end_on")
# Gold files call a meeting's country just that.
_IN_GOLD = {"country_iso3": "country"}
_WORDS = 110


@dataclass(slots=True)
class CodedTables:
    """The tables that scoring needs, rows as mappings from column to value; columns as in a release."""

    documents: Rows = ()
    visits: Rows = ()
    meetings: Rows = ()
    participants: Rows = ()
    persons: Rows = ()
    statements: Rows = ()
    mentions: Rows = ()
    meeting_topics: Rows = ()

    @classmethod
    def from_release(cls, folder: Path) -> "CodedTables":
        """Load the tables of a release folder; a table is one Parquet file or a folder of them.

        Raises:
            FileNotFoundError: the folder lacks a table.
        """
        found: dict[str, Rows] = {}
        for each in fields(cls):
            paths = [path for path in (folder / f"{each.name}.parquet", folder / each.name) if path.exists()]
            if not paths:
                raise FileNotFoundError(f"no table {each.name} in {folder}")
            found[each.name] = pq.read_table(paths[0]).to_pylist()
        return cls(**found)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: how many rows or values were right, how many were predicted, how many the gold has."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else float(self.gold == 0)

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else float(self.predicted == 0)

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: where, in which figure, what is wrong, and the page's words for it if there are any."""

    where: str
    figure: str
    fault: str
    words: str = ""

    def __str__(self) -> str:
        shown = f"\n      “{self.words}”" if self.words else ""
        return f"{self.where}: {self.figure}: {self.fault}{shown}"


@dataclass(slots=True)
class Score:
    """Figures by name, in the order in which they came up, and all misses."""

    figures: dict[str, Figure] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def add(self, name: str, right: int, predicted: int, gold: int) -> None:
        """Count into a figure."""
        self.figures[name] = self.figures.get(name, Figure()) + Figure(right, predicted, gold)

    def __add__(self, other: "Score") -> "Score":
        total = Score(dict(self.figures), self.misses + other.misses)
        for name, figure in other.figures.items():
            total.figures[name] = total.figures.get(name, Figure()) + figure
        return total

    @property
    def mean_f1(self) -> float:
        return sum(figure.f1 for figure in self.figures.values()) / len(self.figures) if self.figures else 0.0

    def below(self, floors: Mapping[str, float]) -> list[str]:
        """A line for each figure under its floor or missing."""
        faults = []
        for name, floor in floors.items():
            figure = self.figures.get(name)
            if figure is None:
                faults.append(f"{name}: not measured, its floor is {floor:.3f}")
            elif figure.f1 < floor:
                faults.append(f"{name}: F1 {figure.f1:.3f} is under its floor {floor:.3f}")
        return faults


def score(tables: CodedTables, gold_folder: Path, corpus: Path) -> Score:
    """Score coded tables against all gold files below ``gold_folder``, whose documents stand below ``corpus``.

    A page's row in ``documents`` is found by the SHA-256 of its bytes.

    Raises:
        FileNotFoundError: a document of the gold is not in the corpus.
        GoldError: a gold file is at fault.
        ValueError: the words of a statement do not stand exactly once in the page.
    """
    index = _Index(tables)
    total = Score()
    for gold in load_all(gold_folder):
        data = (corpus / gold.document).read_bytes()
        _PageScorer(index, gold, data.decode("utf-8"), hashlib.sha256(data).hexdigest(), total).score()
    return total


def table(title: str, result: Score, floors: Mapping[str, float]) -> str:
    """A score as a table of text, with the floors beside the figures."""
    lines = [f"{title:30} {'P':>6} {'R':>6} {'F1':>6} {'gold':>5} {'floor':>6}"]
    for name, each in result.figures.items():
        floor = floors.get(name)
        held = "" if floor is None else f"{floor:6.3f}" + (" BELOW" if each.f1 < floor else "")
        lines.append(
            f"  {name:28} {each.precision:6.3f} {each.recall:6.3f} {each.f1:6.3f} {each.gold:5} {held}".rstrip()
        )
    lines.append(f"  {'mean F1':28} {'':6} {'':6} {result.mean_f1:6.4f}")
    return "\n".join(lines)


class _Index:
    """Rows by what they belong to."""

    def __init__(self, tables: CodedTables) -> None:
        self.documents = _by(tables.documents, "sha256")
        self.visits = _by(tables.visits, "document_id")
        self.meetings = _by(tables.meetings, "document_id")
        self.participants = _by(tables.participants, "meeting_id")
        self.statements = _by(tables.statements, "meeting_id")
        self.mentions = _by(tables.mentions, "meeting_id")
        self.topics = _by(tables.meeting_topics, "meeting_id")
        self._family = {row["person_id"]: row["family_name"] for row in tables.persons}
        self.speakers = {row["participant_id"]: self.family(row) for row in tables.participants}

    def family(self, row: Row) -> str:
        """The folded family name of the person of a row, "" without one."""
        return fold(self._family.get(row["person_id"], ""))


def _by(rows: Iterable[Row], column: str) -> dict[str | None, list[Row]]:
    """Rows by the value of a column; those without one belong to nothing."""
    groups: dict[str | None, list[Row]] = {}
    for row in rows:
        if row[column] is not None:
            groups.setdefault(row[column], []).append(row)
    return groups


class _PageScorer:
    """Scores one page into a total."""

    def __init__(self, index: _Index, gold: GoldDocument, text: str, sha256: str, total: Score) -> None:
        self.index, self.gold, self.text, self.total = index, gold, text, total
        self.found = index.documents.get(sha256, [])
        document_id = self.found[0]["document_id"] if self.found else None
        self.meetings = index.meetings.get(document_id, []) if self.found else []
        self.visits = index.visits.get(document_id, []) if self.found else []

    def score(self) -> None:
        gold = self.gold
        self.total.add("documents", len(self.found), len(self.found), 1)
        if not self.found:
            self._miss(gold.name, "documents", "not in the tables")
        else:
            for name, value in gold.fields.items():
                self._field(f"document.{name}", self.found[0][name], value, gold.name, self.text)
        if gold.visit is not None:
            self._visit(gold.visit)
        pairs = pair_meetings(gold.meetings, self.meetings, self._families)
        self.total.add("meetings", len(pairs), len(self.meetings), len(gold.meetings))
        for j, row in enumerate(self.meetings):
            if j not in pairs.values():
                self._miss(gold.name, "meetings", f"extra {row['title'] or row['date']}", self._shown(row))
        for i, meeting in enumerate(gold.meetings):
            self._meeting(meeting, self.meetings[pairs[i]] if i in pairs else None, f"{gold.name}#{i + 1}")

    def _families(self, meeting: Row) -> frozenset[str]:
        people = self.index.participants.get(meeting["meeting_id"], [])
        return frozenset(self.index.family(row) for row in people) - {""}

    def _visit(self, gold: Row) -> None:
        mine = [row for row in self.visits if self.index.family(row) == fold(gold["person"])]
        self.total.add("visits", bool(mine), bool(mine), 1)
        for name in VISIT_FIELDS:
            if _IN_GOLD.get(name, name) in gold:
                value = mine[0][name] if mine else None
                words = self._shown(mine[0]) if mine else ""
                self._field(f"visit.{name}", value, gold[_IN_GOLD.get(name, name)], self.gold.name, words)

    def _meeting(self, gold: GoldMeeting, row: Row | None, where: str) -> None:
        if row is None:
            self._miss(where, "meetings", f"missing {gold.title or gold.date}")
        words = self._shown(row) if row is not None else ""
        for name in MEETING_FIELDS:
            if _IN_GOLD.get(name, name) in gold.fields:
                value = None if row is None else row[name]
                self._field(f"meeting.{name}", value, gold.fields[_IN_GOLD.get(name, name)], where, words)
        meeting_id = None if row is None else row["meeting_id"]
        people = self.index.participants.get(meeting_id, [])
        got = {f"{self.index.family(each)}/{plain(each['country_iso3'])}": each for each in people}
        self._set("participants", got, {_participant(each) for each in gold.participants}, where)
        mentions = self.index.mentions.get(meeting_id, [])
        for entity_type, figure, wanted in (
            ("country", "countries", gold.countries),
            ("organization", "organizations", gold.organizations),
        ):
            if wanted is not None:
                named = {m["entity_id"]: m for m in reversed(mentions) if m["entity_type"] == entity_type}
                self._set(figure, {key: m for key, m in named.items() if key is not None}, set(wanted), where)
        topics = {each["topic_id"]: None for each in self.index.topics.get(meeting_id, [])}
        self._set("topics", topics, set(gold.topics), where)
        self._statements(gold.statements, meeting_id, where)

    def _statements(self, gold: Sequence[GoldStatement], meeting_id: str | None, where: str) -> None:
        free = list(self.index.statements.get(meeting_id, []))
        total = len(free)

        def said(statement: GoldStatement, row: Row) -> bool:
            if statement.speaker in SIDE_SPEAKERS:
                return bool(row["speaker_side"] == statement.speaker)
            return self.index.speakers.get(row["speaker_id"], "") == fold(statement.speaker)

        acts = speakers = 0
        for statement in gold:
            row = find_statement(free, statement, self.text, partial(said, statement))
            if row is None:
                self._miss(where, "statements", f"missing {statement}", self._around(statement.words))
                continue
            free.remove(row)
            acts += 1
            if said(statement, row):
                speakers += 1
            else:
                found = f"{row['speaker_side']} {self.index.speakers.get(row['speaker_id'], '')}".strip()
                self._miss(
                    where, "statements", f"speaker {found}, should be {statement}", self._around(statement.words)
                )
        for row in free:
            self._miss(where, "statements", f"extra {row['act']} by {row['speaker_side']}", self._shown(row))
        self.total.add("statements.act", acts, total, len(gold))
        self.total.add("statements.act+speaker", speakers, total, len(gold))

    # -- counting ---------------------------------------------------------------------------------------------------

    def _field(self, name: str, predicted: object, gold: object, where: str, words: str) -> None:
        got, wanted = plain(predicted), plain(gold)
        self.total.add(name, got == wanted, 1, 1)
        if got != wanted:
            self._miss(where, name, f"{got!r}, should be {wanted!r}", words)

    def _set(self, name: str, predicted: Mapping[str, Row | None], gold: AbstractSet[str], where: str) -> None:
        optional = {value.removeprefix(OPTIONAL) for value in gold if value.startswith(OPTIONAL)}
        wanted = {value for value in gold if not value.startswith(OPTIONAL)}
        got = predicted.keys() - optional
        self.total.add(name, len(got & wanted), len(got), len(wanted))
        for value in sorted(wanted - got):
            self._miss(where, name, f"missing {value}")
        for value in sorted(got - wanted):
            row = predicted[value]
            self._miss(where, name, f"extra {value}", self._shown(row, 40) if row is not None else "")

    def _miss(self, where: str, figure: str, fault: str, words: str = "") -> None:
        self.total.misses.append(Miss(where, figure, fault, _short(words)))

    def _shown(self, row: Row, margin: int = 0) -> str:
        return self.text[max(0, row["char_start"] - margin) : row["char_end"] + margin]

    def _around(self, words: str) -> str:
        at = self.text.find(words)
        return self.text[max(0, at - 50) : at + len(words) + 20] if at >= 0 else ""


def find_statement(free: Iterable[Row], gold: GoldStatement, text: str, said_by: Callable[[Row], bool]) -> Row | None:
    """The first statement with the act of ``gold`` that covers its words, rather one by the right speaker.

    Raises:
        ValueError: the words do not stand exactly once in ``text``.
    """
    if text.count(gold.words) != 1:
        raise ValueError(f"{text.count(gold.words)} times in the page: {gold.words!r}")
    start = text.index(gold.words)
    end = start + len(gold.words)
    fits = [row for row in free if row["act"] == gold.act and row["char_start"] < end and row["char_end"] > start]
    return next((row for row in fits if said_by(row)), fits[0] if fits else None)


def pair_meetings(
    gold: Sequence[GoldMeeting], rows: Rows, families: Callable[[Row], AbstractSet[str]]
) -> dict[int, int]:
    """Which row is which gold meeting, by position: the only ones, else of one title, else same people on one day."""
    if len(gold) == len(rows) == 1:
        return {0: 0}
    pairs: dict[int, int] = {}
    free = list(range(len(rows)))

    def claim(i: int, fits: Callable[[Row], bool]) -> None:
        for j in free:
            if fits(rows[j]):
                pairs[i] = j
                free.remove(j)
                return

    for i, meeting in enumerate(gold):
        if meeting.title:
            claim(i, partial(_has_title, fold(meeting.title)))
    for i, meeting in enumerate(gold):
        if i not in pairs and meeting.families():
            claim(i, partial(_has_people_on, meeting.families(), plain(meeting.date), families))
    return pairs


def _has_title(folded: str, row: Row) -> bool:
    return fold(row["title"]) == folded


def _has_people_on(people: AbstractSet[str], day: str, families: Callable[[Row], AbstractSet[str]], row: Row) -> bool:
    return families(row) == people and plain(row["date"]) == day


def plain(value: object) -> str:
    """A value as plain text: dates in ISO form, clocks as HH:MM, whole numbers without a point, null as ""."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _participant(coded: str) -> str:
    mark = OPTIONAL if coded.startswith(OPTIONAL) else ""
    name, _, country = coded.removeprefix(OPTIONAL).partition("/")
    return f"{mark}{fold(name)}/{country}"


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _WORDS else flat[: _WORDS - 1] + "…"
