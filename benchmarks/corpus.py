"""Makes corpora of any size from the shipped documents, by the changes of ``tests/metamorphic``.

Document ``k`` depends on ``k``, the seed and the shipped documents alone, so a larger corpus holds every smaller one, and
a corpus can be extended. People, countries, days, clocks, numbers and wording are drawn anew in each; items are left out,
reordered and numbered in other ways; captions, quotes and blanks differ.

A page is cut once into what stays and the places that are drawn. What a place may become is found by the functions of
``transform``, applied to the page once and to short fragments afterwards, which is what makes a hundred thousand
documents a matter of a minute.
"""

import datetime as dt
import hashlib
import os
import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from tests.metamorphic import transform
from tests.metamorphic.transform import Changed, Edit, Name, Unfit

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent / "raw" / "mofa_jp"
SEED = 2026
DOCUMENTS_PER_FOLDER = 1_000
FIRST_DAY, LAST_DAY = dt.date(2012, 1, 1), dt.date(2025, 12, 31)
ATTEMPTS = 200

_WITH_YEAR = re.compile(r"\b[A-Z][a-z]+ \d{1,2}, \d{4}$")
_MINUTES = re.compile(r"(?:(?<=approximately )|(?<=around )|(?<=about ))\d+(?= minutes)")
_ORDINAL = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b")
_RESOLUTION = re.compile(r"(?<=[Rr]esolution )\d{4}\b")
_YEAR = re.compile(r"\b20[0-4]\d\b")
# Nested items: "(1) …", each up to the next label, heading or footer.
_NESTED = re.compile(r"^[ \t\u00a0]*\((?P<number>\d{1,2})\)[ \t\u00a0]*", re.MULTILINE)
_ENDS = re.compile(r"^(?:[ \t\u00a0]*\(\d{1,2}\)|\d{1,2}\.? ?[A-Z]|Back to|Page Top|\[Reference)", re.MULTILINE)
# These stay behind the item before them.
_LEANS = re.compile(r"(?:In (?:response|reply|return)|On this point|They|He|She|Both|The two)\b")
_SENTENCE = re.compile(r"(?<=[.:;]) |\n")

# What a document draws once, for all places of a kind.
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many documents, and of how many bytes together."""

    documents: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of a page that is drawn: of which kind, and what its kind needs to know."""

    start: int
    end: int
    kind: str
    key: str
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A shipped document, cut into what stays and the places that are drawn."""

    name: str
    text: str
    date: dt.date
    people: tuple[Name, ...]
    countries: tuple[str, ...]
    clocks: range
    parts: tuple[str, ...]
    places: tuple[tuple[int, _Place], ...]

    @classmethod
    def of(cls, name: str, text: str, people: Iterable[Name]) -> "Page":
        """Cut a page; where places overlap, the kind that comes first here wins."""
        people = tuple(people)
        words = transform.draw_names(people, random.Random(0))
        countries = tuple(transform.draw_countries(text, random.Random(0)))
        forms = {form: "" for code in countries for kind in transform.countries()[code].values() for form in kind}
        days = _any_change(lambda step: transform.shift_days(text, step))
        found = [
            *(_Place(edit.start, edit.end, "day", edit.old) for edit in days),
            *(
                _Place(edit.start, edit.end, "clock", edit.old)
                for edit in _any_change(lambda step: transform.shift_minutes(text, 5 * step))
            ),
            *_worded(text, words, "name"),
            *_worded(text, forms, "country"),
            *_matches(text, _MINUTES, "minutes"),
            *_matches(text, _ORDINAL, "ordinal"),
            *_matches(text, _RESOLUTION, "resolution"),
            *_matches(text, _YEAR, "year"),
            *(
                _Place(edit.start, edit.end, "wording", edit.old)
                for edit in transform.rename_words(text, dict.fromkeys(_groups(), "")).edits
                if edit.old in _groups()
            ),
        ]
        taken: list[_Place] = []
        for place in found:
            if all(place.end <= other.start or place.start >= other.end for other in taken):
                taken.append(place)
        taken.sort(key=lambda place: place.start)
        parts, at = [], 0
        for place in taken:
            parts += [text[at : place.start], ""]
            at = place.end
        [date, *_] = (dt.datetime.strptime(m[0], "%B %d, %Y").date() for e in days if (m := _WITH_YEAR.search(e.old)))
        return cls(
            name,
            text,
            date,
            people,
            countries,
            transform.room_for_minutes(text),
            (*parts, text[at:]),
            tuple((2 * k + 1, place) for k, place in enumerate(taken)),
        )

    def rewritten(self, rng: random.Random, wording: bool = True) -> str:
        """The page with other people, countries, days and clocks; with ``wording`` also other numbers and words."""
        names = transform.draw_names(self.people, rng)
        free = [code for code in transform.countries() if code not in self.countries]
        codes = dict(zip(self.countries, rng.sample(free, len(self.countries)), strict=True))
        return self.with_draws(names, codes, self._draw_days(rng), self._draw_minutes(rng), rng if wording else None)

    def with_draws(self, names: Words, codes: Words, days: int, minutes: int, rng: random.Random | None) -> str:
        """The page with these words for names, countries, days and clocks; with ``rng`` also other numbers and words.

        Raises:
            Unfit: a date without a year would leave that of the page.
        """
        forms = transform.country_words(codes)
        new_year = (self.date + dt.timedelta(days)).year
        parts = list(self.parts)
        for at, place in self.places:
            match place.kind:
                case "name" | "country":
                    word = (names if place.kind == "name" else forms)[place.key]
                    parts[at] = word.upper() if place.capitals else word
                case "day":
                    parts[at] = _shifted(place.key, days, self.date.year, new_year)
                case "clock":
                    parts[at] = _moved(place.key, minutes)
                case _ if rng is None:
                    parts[at] = place.key
                case "wording":
                    parts[at] = rng.choice(_groups()[place.key])
                case "minutes":
                    parts[at] = str(rng.randrange(5, 125, 5))
                case "ordinal":
                    parts[at] = _ordinal(rng.randrange(2, 90))
                case "resolution":
                    parts[at] = str(rng.randrange(1700, 2800))
                case "year":
                    parts[at] = str(int(place.key) + new_year - self.date.year)
        return "".join(parts)

    def _draw_days(self, rng: random.Random) -> int:
        """By how many days to move, such that the page's date lies anywhere from ``FIRST_DAY`` to ``LAST_DAY``."""
        for _ in range(ATTEMPTS):
            to = FIRST_DAY + dt.timedelta(rng.randrange((LAST_DAY - FIRST_DAY).days + 1))
            days = (to - self.date).days
            try:
                for _, place in self.places:
                    if place.kind == "day":
                        _shifted(place.key, days, self.date.year, to.year)
            except Unfit:
                continue
            return days
        raise Unfit(f"no day for {self.name}")

    def _draw_minutes(self, rng: random.Random) -> int:
        return rng.choice([minutes for minutes in self.clocks if minutes % 5 == 0])


def _any_change(change: Callable[[int], Changed]) -> tuple[Edit, ...]:
    """The edits of a change by one step, forward or back, whichever the page allows."""
    try:
        return change(1).edits
    except Unfit:
        return change(-1).edits


def _worded(text: str, words: Iterable[str], kind: str) -> list[_Place]:
    """Where these words stand, as written or in capitals."""
    keys = {word: word for word in words}
    capitals = {word.upper(): word for word in keys}
    places = []
    for edit in transform.rename_words(text, dict.fromkeys(keys, "")).edits:
        old = edit.old.replace("’", "'")
        places.append(_Place(edit.start, edit.end, kind, keys.get(old) or capitals[old], old not in keys))
    return places


def _matches(text: str, pattern: re.Pattern[str], kind: str) -> list[_Place]:
    return [_Place(m.start(), m.end(), kind, m[0]) for m in pattern.finditer(text)]


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Each form of ``wording.toml`` with all that may stand in its place."""
    groups = [tuple(line.split("|")) for line in tomllib.loads((HERE / "wording.toml").read_text("utf-8"))["groups"]]
    return {form: group for group in groups for form in group}


@lru_cache(maxsize=1 << 15)
def _shifted(fragment: str, days: int, year: int, new_year: int) -> str:
    """A day as it stands in a page, moved; one without a year moves with that of the page."""
    body = fragment.rstrip(" ,")
    if not re.search(r"\d", body) or re.search(r"\d{4}$", body):
        return transform.shift_days(fragment, days).text
    moved, _, moved_year = transform.shift_days(f"{body}, {year}", days).text.rpartition(", ")
    if int(moved_year) != new_year:
        raise Unfit(f"{fragment!r} would leave the year of its page")
    return moved + fragment[len(body) :]


@lru_cache(maxsize=1 << 15)
def _moved(fragment: str, minutes: int) -> str:
    return transform.shift_minutes(fragment, minutes).text


def _ordinal(number: int) -> str:
    return f"{number}{'th' if number // 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


# -- layout ---------------------------------------------------------------------------------------------------------


def _runs(text: str) -> list[list[tuple[int, int, int]]]:
    """Items that stand beside each other: of each the start of its label, the start of its text, and its end."""
    try:
        return [transform.items(text)]
    except Unfit:
        pass
    runs: list[list[tuple[int, int, int]]] = []
    for label in _NESTED.finditer(text):
        following = _ENDS.search(text, label.end())
        end = following.start() if following else len(text)
        body = text[label.end() : end].rstrip()
        if label["number"] == "1" or not runs:
            runs.append([])
        runs[-1].append((label.start(), label.end(), label.end() + len(body)))
    return runs


def select_items(text: str, rng: random.Random) -> Changed:
    """Leave some items of each level out, at least half of them stay; the numbers close ranks.

    An item that leans on the one before it goes with that.
    """
    edits: list[Edit] = []
    for run in _runs(text):
        bodies = [text[body:end] for _, body, end in run]
        heads = [k for k, body in enumerate(bodies) if k == 0 or not _LEANS.match(body)]
        together = [bodies[start:end] for start, end in pairwise([*heads, len(bodies)])]
        chosen = sorted(rng.sample(range(len(together)), rng.randint((len(together) + 1) // 2, len(together))))
        kept = [body for k in chosen for body in together[k]]
        if len(kept) == len(run):
            continue
        for k, (start, body, end) in enumerate(run):
            if k >= len(kept):
                # The blank lines behind the last item that stays serve those that go.
                edits.append(Edit(start, text[start:end], ""))
            elif bodies[k] != kept[k]:
                edits.append(Edit(body, text[body:end], kept[k]))
    return Changed(text, tuple(edits))


def _laid_out(text: str, rng: random.Random) -> str:
    """Other items, in another order, numbered and typed in other ways, as far as the page allows."""
    changes: list[Callable[[str], Changed]] = [lambda text: select_items(text, rng)]
    if rng.random() < 0.7:
        changes.append(lambda text: transform.reorder_items(text, rng))
    if rng.random() < 0.7:
        style = rng.choice(list(transform.NUMBERINGS))
        changes.append(lambda text: transform.renumber(text, style))
    if rng.random() < 0.3:
        changes.append(transform.headings_without_dot)
    if rng.random() < 0.5:
        count = rng.randint(1, 3)
        changes.append(lambda text: transform.add_captions(text, rng, count))
    if rng.random() < 0.6:
        changes.append(rng.choice((transform.curly_quotes, transform.straight_quotes)))
    if rng.random() < 0.15:
        blanks = rng.choice((transform.hard_blanks, transform.double_blanks, transform.trailing_blanks))
        changes.append(lambda text: blanks(text, rng, 0.05))
    if rng.random() < 0.05:
        changes.append(transform.crlf)
    for change in changes:
        try:
            text = change(text).text
        except Unfit:
            continue
    return text


# -- documents ------------------------------------------------------------------------------------------------------


@cache
def pages() -> tuple[Page, ...]:
    """The shipped documents, by name."""
    people = tomllib.loads((HERE / "people.toml").read_text("utf-8"))["people"]
    return tuple(
        Page.of(
            path.stem,
            path.read_bytes().decode("utf-8"),
            (Name(given, family, country or None) for given, family, country in people[path.stem]),
        )
        for path in sorted(SHIPPED.glob("*.txt"))
    )


def document(k: int, seed: int = SEED) -> tuple[str, str]:
    """The path of document ``k`` below the corpus, and its text."""
    page = pages()[k % len(pages())]
    rng = random.Random(f"{seed}/{k}")
    text = _laid_out(page.rewritten(rng), rng)
    return f"{k // DOCUMENTS_PER_FOLDER:03d}/{k:06d}_{page.name}.txt", text


def write_corpus(
    folder: Path, n_documents: int, seed: int = SEED, first: int = 0, processes: int | None = None
) -> Written:
    """Write the documents from ``first`` up to ``n_documents`` below ``folder``; with ``first`` a corpus is extended.

    Raises:
        ValueError: two documents would have the same bytes, which a larger choice of words must mend.
    """
    starts = [
        first,
        *range((first // DOCUMENTS_PER_FOLDER + 1) * DOCUMENTS_PER_FOLDER, n_documents, DOCUMENTS_PER_FOLDER),
    ]
    stretches = [(start, end) for start, end in pairwise([*starts, n_documents]) if start < end]
    processes = min(processes or os.cpu_count() or 1, len(stretches))
    if processes <= 1:
        return _counted(_write(folder, seed, *stretch) for stretch in stretches)
    with ProcessPoolExecutor(processes) as pool:
        jobs = [pool.submit(_write, folder, seed, *stretch) for stretch in stretches]
        return _counted(job.result() for job in jobs)


def share_said_once(n_documents: int, seed: int = SEED) -> float:
    """How varied a corpus is: the share of its text that is in sentences which stand in it once."""
    said = Counter(
        sentence for k in range(n_documents) for sentence in _SENTENCE.split(document(k, seed)[1]) if sentence.strip()
    )
    once = sum(len(sentence) for sentence, times in said.items() if times == 1)
    return once / max(1, sum(len(sentence) * times for sentence, times in said.items()))


def _write(folder: Path, seed: int, start: int, end: int) -> Sequence[tuple[bytes, int]]:
    """Write the documents of one folder; the digest and size of each."""
    written = []
    for k in range(start, end):
        path, text = document(k, seed)
        if k == start:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
        data = text.encode("utf-8")
        with open(folder / path, "wb") as file:
            file.write(data)
        written.append((hashlib.blake2b(data, digest_size=12).digest(), len(data)))
    return written


def _counted(stretches: Iterable[Sequence[tuple[bytes, int]]]) -> Written:
    digests: set[bytes] = set()
    documents = size = 0
    for stretch in stretches:
        documents += len(stretch)
        size += sum(each for _, each in stretch)
        digests.update(digest for digest, _ in stretch)
    if len(digests) != documents:
        raise ValueError(f"{documents - len(digests)} of {documents:,} documents have the same bytes as another")
    return Written(documents, size)
