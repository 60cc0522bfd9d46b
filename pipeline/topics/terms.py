"""The reference files of this room: the topics, and the terms that speak of them.

``topic_terms.csv`` is an analyst's file. Its columns:

- ``topic_id``: a topic of ``topics.csv``, or ``none`` for words that are no subject (a minister's title, the occasion
  of a journey): a term inside such a phrase is not counted.
- ``term``: a phrase (see `pipeline.topics.phrases`).
- ``unless``: contexts of which none may hold; ``only``: contexts of which one must hold; ``;`` sets them apart. A
  term on two rows counts when either row allows it.
- ``note``: why, for the next reader.

A context is a phrase with the place where it is looked for:

==================  ==========================================================
``Iran``            in the same sentence
``near: Iran``      in the same sentence, at most 40 characters away
``before: Iran``    right before the term (an article or a quotation mark may stand between)
``after: Iran``     right after it
``inside: Iran's``  around it
``meeting: Iran``   anywhere in what is told of the meeting
``with: IRN SYR``   one of these countries takes part in the meeting
==================  ==========================================================
"""

import csv
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.topics.phrases import PhraseError, compile_phrase

NO_TOPIC = "none"
SCOPES = ("sentence", "near", "before", "after", "inside", "meeting", "with")
_TOPIC_COLUMNS = ["topic_id", "label", "topic_group", "definition"]
_TERM_COLUMNS = ["topic_id", "term", "unless", "only", "note"]


class ReferenceFileError(ValueError):
    """A reference file has a row that cannot be used; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of ``topics.csv``."""

    topic_id: str
    label: str
    topic_group: str
    definition: str


@dataclass(frozen=True, slots=True)
class Context:
    """Where (``scope``) which words are looked for; for ``with``, ``countries`` are ISO 3166 alpha-3 codes."""

    scope: str
    phrase: str
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """A row of ``topic_terms.csv``; ``line`` is its line in the file."""

    topic_id: str
    phrase: str
    unless: tuple[Context, ...]
    only: tuple[Context, ...]
    line: int


@cache
def load_topics() -> tuple[Topic, ...]:
    """The codebook's topics, in its order. Raises `ReferenceFileError`."""
    return read_topics(_lines("topics.csv"), "topics.csv")


@cache
def load_terms() -> tuple[Term, ...]:
    """All terms, in the file's order. Raises `ReferenceFileError`."""
    return read_terms(_lines("topic_terms.csv"), "topic_terms.csv", {topic.topic_id for topic in load_topics()})


def read_topics(lines: Iterable[str], name: str) -> tuple[Topic, ...]:
    """Topics from the lines of a CSV file called ``name``; lines that begin with ``#`` are notes."""
    topics: dict[str, Topic] = {}
    for line, row in _rows(lines, name, _TOPIC_COLUMNS):
        if not all(row):
            raise ReferenceFileError(f"{name}, line {line}: a topic needs all of {', '.join(_TOPIC_COLUMNS)}")
        if row[0] in topics or row[0] == NO_TOPIC:
            raise ReferenceFileError(f"{name}, line {line}: the topic “{row[0]}” is taken; give it another topic_id")
        topics[row[0]] = Topic(*row)
    return tuple(topics.values())


def read_terms(lines: Iterable[str], name: str, topic_ids: AbstractSet[str]) -> tuple[Term, ...]:
    """Terms from the lines of a CSV file called ``name``; every topic must be one of ``topic_ids`` or ``none``."""
    terms: list[Term] = []
    seen: dict[tuple[str, str, str, str], int] = {}
    for line, (topic_id, phrase, unless, only, _) in _rows(lines, name, _TERM_COLUMNS):
        if topic_id != NO_TOPIC and topic_id not in topic_ids:
            raise ReferenceFileError(
                f"{name}, line {line}: there is no topic “{topic_id}”; correct it, or add the topic to topics.csv"
            )
        first = seen.setdefault((topic_id, phrase, unless, only), line)
        if first != line:
            raise ReferenceFileError(f"{name}, line {line}: the same row stands on line {first}; delete one")
        try:
            compile_phrase(phrase)
            terms.append(Term(topic_id, phrase, _contexts(unless), _contexts(only), line))
        except PhraseError as error:
            raise ReferenceFileError(f"{name}, line {line}: {error}") from error
    return tuple(terms)


def _contexts(cell: str) -> tuple[Context, ...]:
    return tuple(_context(item) for item in cell.split(";") if item.strip())


def _context(item: str) -> Context:
    scope, colon, rest = item.strip().partition(":")
    if not colon:
        scope, rest = "sentence", scope
    rest = rest.strip()
    if scope not in SCOPES:
        raise PhraseError(f"“{scope}:” is no place to look in; use one of {', '.join(f'{s}:' for s in SCOPES)}")
    if scope != "with":
        compile_phrase(rest)
        return Context(scope, rest)
    countries = rest.split()
    if not countries or any(len(code) != 3 or not code.isalpha() or not code.isupper() for code in countries):
        raise PhraseError(f"“{item.strip()}” needs countries as three capital letters, such as “with: RUS UKR”")
    return Context(scope, "", frozenset(countries))


def _lines(name: str) -> list[str]:
    return (files("pipeline") / "reference" / name).read_text("utf-8").splitlines()


def _rows(lines: Iterable[str], name: str, columns: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    """The rows below the header with their line numbers; every row has as many cells as the header."""
    header: list[str] | None = None
    for line, text in enumerate(lines, start=1):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            row = [cell.strip() for cell in next(csv.reader([text], strict=True))]
        except csv.Error as error:
            raise ReferenceFileError(f"{name}, line {line}: {error}; close the quotation mark") from error
        if header is None:
            header = row
            if header != list(columns):
                raise ReferenceFileError(f"{name}, line {line}: the header must be {','.join(columns)}")
            continue
        if len(row) != len(columns):
            raise ReferenceFileError(
                f"{name}, line {line}: {len(row)} cells instead of {len(columns)}; "
                'a cell with a comma must stand in quotation marks: "a, b"'
            )
        yield line, row
    if header is None:
        raise ReferenceFileError(f"{name}: no header; the first row must be {','.join(columns)}")
