"""Made-up records of every class, with every kind of value that a field can have, nulls too."""

import datetime as dt
import random
from dataclasses import fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from pipeline.cache.packs import RECORDS, TOPICS, Read
from pipeline.reading.records import Reading
from pipeline.topics.records import TopicCoding

CLASSES = {**RECORDS, **TOPICS}
WORDS = ["", "a", "Grüße", "日本 🤝", "line\nline", "nul\0", "'\"\\", "x" * 300]


def value_of(hint: Any, chance: random.Random) -> Any:
    if get_origin(hint) is UnionType:
        [hint] = [each for each in get_args(hint) if each is not type(None)]
        if chance.random() < 0.4:
            return None
    if hint is str:
        return chance.choice(WORDS)
    if hint is int:
        return chance.choice([0, 1, -5, 2**40])
    if hint is bool:
        return chance.random() < 0.5
    if hint is dt.date:
        return dt.date(1, 1, 1) + dt.timedelta(days=chance.randrange(3_000_000))
    if hint is dt.datetime:
        return dt.datetime(1900, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=chance.randrange(2**52))
    assert hint == list[str]
    return [chance.choice(WORDS) for _ in range(chance.randrange(3))]


def record(kind: type[Any], chance: random.Random) -> Any:
    hints = get_type_hints(kind)
    return kind(**{field.name: value_of(hints[field.name], chance) for field in fields(kind)})


def records(kind: type[Any], chance: random.Random) -> list[Any]:
    return [record(kind, chance) for _ in range(chance.choice([0, 0, 1, 2, 5]))]


def read(number: int, seed: int = 0) -> Read:
    """What became of a document: every fourth could not be read."""
    chance = random.Random(f"{number} {seed}")
    key, document_id = f"key {number}", f"d{number}"
    if number % 4 == 3:
        issues = [record(RECORDS["issues"], chance), *records(RECORDS["issues"], chance)]
        return Read(key, document_id, f"text {number}", issues)
    lists = {name: records(kind, chance) for name, kind in RECORDS.items() if name != "documents"}
    return Read(key, document_id, f"text {number} 🤝", Reading(document=record(RECORDS["documents"], chance), **lists))


def coding(number: int) -> TopicCoding:
    chance = random.Random(number)
    return TopicCoding(*(records(kind, chance) for kind in TOPICS.values()))
