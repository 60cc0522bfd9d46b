"""Gold files: a page coded by hand, as data. How one is written: README.md."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Fields = Mapping[str, Any]
# In a gold file "" is null, and a leading "?" marks what may be coded or not.
OPTIONAL = "?"
SIDE_SPEAKERS = frozenset({"joint", "home", "counterpart"})


class GoldError(ValueError):
    """A gold file that cannot be scored; the message names file, place and fault."""


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One reported act: its code, who speaks (a family name or a side), and words that stand once in the page."""

    act: str
    speaker: str
    words: str

    @classmethod
    def parse(cls, line: str) -> "GoldStatement":
        """Take ``"act | speaker | words"`` apart."""
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            raise GoldError(f"not 'act | speaker | words': {line!r}")
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.act} | {self.speaker} | {self.words}"


@dataclass(frozen=True, slots=True)
class GoldMeeting:
    """One meeting; ``fields`` holds what was coded of its own columns, all other lists may hold optional values."""

    fields: Fields
    participants: tuple[str, ...]
    countries: tuple[str, ...] | None
    organizations: tuple[str, ...] | None
    topics: tuple[str, ...]
    statements: tuple[GoldStatement, ...]

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))

    @property
    def date(self) -> dt.date | None:
        return self.fields.get("date") or None

    def families(self) -> frozenset[str]:
        """The folded family names of those who took part, optional ones with their mark."""
        return frozenset(fold(each.split("/")[0]) for each in self.participants) - {""}


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One page; ``document`` is its path below the folder of its corpus."""

    name: str
    document: str
    fields: Fields
    visit: Fields | None
    meetings: tuple[GoldMeeting, ...]


def fold(name: object) -> str:
    """A name without case, hyphens, blanks and marks, for comparison."""
    return "".join(ch for ch in str(name).casefold() if ch.isalnum())


def load(path: Path) -> GoldDocument:
    """Read one gold file.

    Raises:
        GoldError: a required key is missing, or a statement has not three parts.
    """
    data = tomllib.loads(path.read_text("utf-8"))
    try:
        meetings = tuple(_meeting(each) for each in data.get("meetings", []))
        page: Fields = {key: data[key] for key in ("published_on", "kind", "declared_meetings") if key in data}
        return GoldDocument(path.stem, data["document"], page, data.get("visit"), meetings)
    except KeyError as error:
        raise GoldError(f"{path}: no {error}") from error
    except GoldError as error:
        raise GoldError(f"{path}: {error}") from error


def load_all(folder: Path) -> Iterator[GoldDocument]:
    """All gold files below ``folder``, by path."""
    for path in sorted(folder.rglob("*.toml")):
        yield load(path)


_LISTS = frozenset({"participants", "countries", "organizations", "topics", "statements"})


def _meeting(data: Fields) -> GoldMeeting:
    def optional(key: str) -> tuple[str, ...] | None:
        return tuple(data[key]) if key in data else None

    return GoldMeeting(
        fields={key: value for key, value in data.items() if key not in _LISTS},
        participants=tuple(data["participants"]),
        countries=optional("countries"),
        organizations=optional("organizations"),
        topics=tuple(data["topics"]),
        statements=tuple(GoldStatement.parse(line) for line in data["statements"]),
    )
