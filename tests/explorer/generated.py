"""Releases made up for tests of the explorer: pages whose every span is known, or as many meetings as one likes."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as pq

from pipeline.reference_files import rows
from pipeline.tables import schema
from pipeline.tables.codes import Act

RELEASE = {"release_id": "2026-01-02.1", "code_version": "0.0.0+test"}
TABLES = (
    "countries", "organizations", "persons", "topics", "documents", "texts", "blocks", "meetings", "participants",
    "statements", "statement_topics", "meeting_topics", "evidence", "issues",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A participant; the id is made of the country and the name."""

    name: str
    country: str
    side: str = "counterpart"

    @property
    def id(self) -> str:
        return f"{self.country}-{self.name}".lower().encode("ascii", "ignore").decode().replace(" ", "-").strip("-")


@dataclass(frozen=True)
class Said:
    """A statement: ``who`` of the page's people says ``clause``, in which ``term`` stands for ``topic``."""

    who: int
    act: str
    clause: str
    topic: str | None = None
    term: str | None = None


@dataclass(frozen=True)
class Page:
    """A page with one meeting."""

    document_id: str
    date: dt.date | None
    people: Sequence[Person]
    statements: Sequence[Said]
    title: str | None = None
    setting: str = "in_person"
    city: str | None = None
    url: str | None = None
    issues: Sequence[str] = field(default=())


def write_release(folder: Path, pages: Iterable[Page]) -> dict[str, Path]:
    """Write the tables of these pages that the explorer reads; returns the file of each."""
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    found["countries"] = [dict(row) for row in rows("countries.csv")]
    found["topics"] = [dict(row) for row in rows("topics.csv")]
    persons: dict[str, dict[str, Any]] = {}
    for page in pages:
        for person in page.people:
            persons[person.id] = {
                "person_id": person.id, "family_name": person.name, "display_name": person.name,
                "country_iso3": person.country,
            }  # fmt: skip
        _add(found, page)
    found["persons"] = list(persons.values())
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for table, content in found.items():
        names = schema.columns(table)
        content = [{name: row.get(name) for name in names} for row in content]
        files[table] = folder / f"{table}.parquet"
        pq.write_table(pyarrow.Table.from_pylist(content, schema=schema.arrow_schema(table)), files[table])
    return files


def _add(found: dict[str, list[dict[str, Any]]], page: Page) -> None:
    document, meeting = page.document_id, f"{page.document_id}#1"
    text = ""
    block = 0

    def write(kind: str, line: str, of_meeting: bool = True) -> int:
        nonlocal text, block
        start, block = len(text), block + 1
        text += f"{line}\n"
        found["blocks"].append(
            {
                "document_id": document, "block": block, "kind": kind, "meeting_id": meeting if of_meeting else None,
                "char_start": start, "char_end": len(text),
            }
        )  # fmt: skip
        return start

    if page.title:
        write("title", page.title)
    day = "an unknown day" if page.date is None else f"{page.date:%B} {page.date.day}, {page.date.year}"
    start = write("date", day, of_meeting=False)
    span = {"document_id": document, "char_start": start, "char_end": start + len(day), "method": "made up"}
    if page.date:
        found["evidence"].append({**span, "table_name": "meetings", "row_id": meeting, "column_name": "date"})
    opening = "A meeting of "
    at = len(text) + len(opening)
    for number, person in enumerate(page.people, 1):
        found["participants"].append(
            {
                "participant_id": f"{meeting}/p{number}", "meeting_id": meeting, "document_id": document,
                "position": number, "person_id": person.id, "name": person.name, "title": "Minister",
                "country_iso3": person.country, "side": person.side, "role": "principal", "method": "made up",
                "char_start": at, "char_end": at + len(person.name),
            }
        )  # fmt: skip
        at += len(person.name) + 2
    write("lead", opening + ", ".join(person.name for person in page.people) + ".")
    topics: dict[str, int] = {}
    for number, said in enumerate(page.statements, 1):
        speaker = page.people[said.who]
        start = write("item", f" {number}. {speaker.name} {said.clause}.")
        start += len(f" {number}. {speaker.name} ")
        statement = f"{meeting}/s{number}"
        other = next((n for n, each in enumerate(page.people, 1) if each.side != speaker.side), None)
        found["statements"].append(
            {
                "statement_id": statement, "meeting_id": meeting, "document_id": document, "item": str(number),
                "position": number, "speaker_side": speaker.side, "speaker_id": f"{meeting}/p{said.who + 1}",
                "addressee_id": None if other is None else f"{meeting}/p{other}", "act": said.act,
                "verb": said.clause.split()[0], "in_response": False, "text": said.clause, "method": "made up",
                "char_start": start, "char_end": start + len(said.clause),
            }
        )  # fmt: skip
        if said.topic and said.term:
            term = start + said.clause.index(said.term)
            found["statement_topics"].append(
                {
                    "statement_id": statement, "topic_id": said.topic, "term": said.term, "char_start": term,
                    "char_end": term + len(said.term),
                }
            )  # fmt: skip
            topics[said.topic] = topics.get(said.topic, 0) + 1
    found["meeting_topics"] += [
        {"meeting_id": meeting, "topic_id": topic, "n_statements": n, "n_mentions": n} for topic, n in topics.items()
    ]
    found["issues"] += [
        {"document_id": document, "severity": "warning", "code": "weekday_differs", "message": message}
        for message in page.issues
    ]
    found["meetings"].append(
        {
            "meeting_id": meeting, "document_id": document, "position": 1, "title": page.title, "date": page.date,
            "city": page.city, "kind": "meeting", "setting": page.setting, "place_basis": page.city and "stated",
            "sides": "bilateral", "method": "made up", "char_start": 0, "char_end": len(text),
        }
    )  # fmt: skip
    found["documents"].append(
        {
            "document_id": document, "source": "mofa_jp", "kind": "meeting", "published_on": page.date,
            "url": page.url, "language": "en", "n_meetings": 1, "n_chars": len(text), "sha256": "0" * 64,
            "title": page.title,
        }
    )  # fmt: skip
    found["texts"].append({"document_id": document, "text": text})


def many_pages(n: int, seed: int = 1) -> Iterator[Page]:
    """So many pages, of the length that real ones have: eight or nine statements in 1,500 characters."""
    chance = random.Random(seed)
    countries = [row["iso3"] for row in rows("countries.csv")][:180]
    topics = [row["topic_id"] for row in rows("topics.csv")]
    acts = [act.value for act in Act]
    words = [
        f"{a}{b}" for a in ("co", "de", "pro", "re", "sub", "trans") for b in ("mand", "fer", "late", "sist", "vey")
    ]
    homes = [Person(f"Home{number}", "JPN", "home") for number in range(12)]
    others = [Person(f"Guest{number}", chance.choice(countries)) for number in range(900)]
    for number in range(n):
        date = dt.date(2007, 1, 1) + dt.timedelta(days=number * 7000 // n)
        # Some people are met far more often than others.
        people = [chance.choice(homes), others[int(len(others) * chance.random() ** 3)]]
        statements = []
        for _ in range(chance.randint(7, 10)):
            clause = " ".join(["stated that", *chance.choices(words, k=18)])
            topic = topics[int(len(topics) * chance.random() ** 2)]
            statements.append(Said(chance.randrange(2), chance.choice(acts), clause, topic, clause.split()[5]))
        yield Page(
            f"many/{date.year}/{number:06d}", date, people, statements,
            setting=chance.choices(["in_person", "telephone", "online"], [8, 2, 1])[0],
        )  # fmt: skip
