"""Changes to a page whose effect on its coding is known in advance.

Each function takes a page's text and gives a `Changed`: the new text and the edits that lead to it. Functions are pure;
those that choose take a `random.Random`. A change that cannot be made with a known effect raises `Unfit`, so that a
maker of corpora can draw another one. Nothing here uses the pipeline.
"""

import datetime as dt
import random
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path


class Unfit(ValueError):
    """The page does not allow the change, or its effect could not be told."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``old`` text at ``start`` became ``new``; offsets are code points of the text before the change."""

    start: int
    old: str
    new: str

    @property
    def end(self) -> int:
        return self.start + len(self.old)


@dataclass(frozen=True)
class Changed:
    """A text before and the edits made to it, in order and without overlap."""

    before: str
    edits: tuple[Edit, ...]

    def __post_init__(self) -> None:
        for one, other in pairwise(self.edits):
            if one.end > other.start:
                raise ValueError(f"edits overlap: {one}, {other}")

    @cached_property
    def text(self) -> str:
        """The text after the change."""
        parts, at = [], 0
        for edit in self.edits:
            parts += [self.before[at : edit.start], edit.new]
            at = edit.end
        return "".join([*parts, self.before[at:]])

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    def moved(self, offset: int) -> int:
        """Where a character of the text before stands now; one that was replaced, where its replacement begins."""
        k = bisect_right(self._starts, offset)
        shift = sum(len(edit.new) - len(edit.old) for edit in self.edits[:k])
        if k and offset < self.edits[k - 1].end:
            last = self.edits[k - 1]
            return last.start + shift - (len(last.new) - len(last.old))
        return offset + shift


def _replace(text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Changed:
    edits = [Edit(m.start(), m[0], new(m)) for m in pattern.finditer(text)]
    return Changed(text, tuple(edit for edit in edits if edit.old != edit.new))


# -- names ----------------------------------------------------------------------------------------------------------


def rename_words(text: str, words: Mapping[str, str]) -> Changed:
    """Replace whole words or phrases, the longest first; one that stands in capitals is replaced in capitals."""
    if not words:
        return Changed(text, ())
    full = {_straight(old): new for old, new in words.items()}
    full |= {old.upper(): new.upper() for old, new in full.items()}
    pattern = _whole_words(_any_quote(old) for old in sorted(full, key=len, reverse=True))
    return _replace(text, pattern, lambda m: full[_straight(m[0])])


def _whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def _straight(words: str) -> str:
    return words.replace("’", "'")


def _any_quote(words: str) -> str:
    return re.escape(words).replace("'", "['’]")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: given names in order, the family name, and whose state's names it is like (ISO 3166 alpha-3)."""

    given: str
    family: str
    country: str | None


_JAPANESE_FAMILY = (
    "Komura", "Machimura", "Takemi", "Onodera", "Nishimura", "Okada", "Matsumoto", "Tsuji", "Horii", "Miyaji",
    "Kuramochi", "Arikawa", "Tokunaga", "Hirasawa", "Isobe", "Nagahama", "Shinozaki", "Udagawa", "Yanagida", "Mizobata",
)  # fmt: skip
_JAPANESE_GIVEN = (
    "Haruto", "Kenji", "Sachiko", "Daisuke", "Yumiko", "Shigeru", "Naomi", "Takashi", "Akiko", "Tetsuo",
    "Masako", "Hiroto", "Junko", "Satoru", "Etsuko", "Kazuo", "Michiko", "Ryota", "Noriko", "Isamu",
)  # fmt: skip
_FAMILY = (
    "Halvorsen", "Lindqvist", "Moreau", "Keller", "Novak", "Ferreira", "Okonkwo", "Petrescu", "Duarte", "Bergmann",
    "Kowalczyk", "Salazar", "Horvath", "Vasquez", "Andersson", "Mbeki", "Tamayo", "Rinaldi", "Zielinski", "Delgado",
)  # fmt: skip
_GIVEN = (
    "Erik", "Lucia", "Karel", "Amina", "Jonas", "Teresa", "Marek", "Ingrid", "Pablo", "Helena",
    "Stefan", "Rosa", "Viktor", "Camille", "Tomas", "Beatriz", "Andrej", "Silvia", "Henrik", "Marta",
)  # fmt: skip
_VIETNAMESE = ("Tran", "Quoc", "Khanh", "Dang", "Huu", "Long", "Vo", "Thanh", "Tung", "Bui", "Duc", "Hieu")
_KOREAN = (("Park", "Choi", "Jung", "Yoon"), ("Sung-ho", "Min-jae", "Ji-woo", "Hyun-soo"))
# Parts of names that say something by themselves.
_KEPT = frozenset({"del", "van", "von", "bin", "ibn", "ould", "abu", "iii"})


def draw_names(names: Iterable[Name], rng: random.Random) -> dict[str, str]:
    """New words for the words of these names, each for one.

    Japanese, Vietnamese and Korean names are replaced by their like; particles, initials and numerals stay.
    No new word is one of the old.
    """
    names = sorted(names, key=lambda name: (name.family, name.given))
    old = {word for name in names for word in f"{name.given} {name.family}".split()}
    words: dict[str, str] = {}

    def draw(part: str, pool: Sequence[str]) -> None:
        for word in part.split():
            plain = word.removeprefix("Al-").removeprefix("al-")
            if plain in words or len(plain) < 3 or plain.casefold() in _KEPT or plain.endswith("."):
                continue
            free = [each for each in pool if each not in old and each not in words.values()]
            if not free:
                raise Unfit(f"no more names for {word}")
            words[plain] = rng.choice(free)

    for name in names:
        if name.country == "VNM":
            draw(f"{name.family} {name.given}", _VIETNAMESE)
        elif name.country == "KOR" or re.search(r"\w-[a-z]", name.given):
            draw(name.family, _KOREAN[0])
            draw(name.given, _KOREAN[1])
        else:
            home = name.country == "JPN"
            draw(name.family, _JAPANESE_FAMILY if home else _FAMILY)
            draw(name.given, _JAPANESE_GIVEN if home else _GIVEN)
    return words


@cache
def countries() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The countries that may stand for each other, by code: their forms by kind (``countries.toml``)."""
    found: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(
        Path(__file__).with_name("countries.toml").read_text("utf-8")
    )["countries"]
    return found


def country_words(codes: Mapping[str, str]) -> dict[str, str]:
    """Which words stand for which when the countries ``codes`` become each other: names, adjectives and cities."""
    words: dict[str, str] = {}
    for old, new in codes.items():
        for kind, forms in countries()[old].items():
            for k, form in enumerate(forms):
                others = countries()[new][kind]
                words[form] = others[min(k, len(others) - 1)]
    return words


def rename_countries(text: str, codes: Mapping[str, str]) -> Changed:
    """Let countries become others of ``countries.toml``, in all forms, with their cities.

    Raises:
        Unfit: a new country is named in the text already.
    """
    for new in codes.values():
        if new not in codes and any(form in text for forms in countries()[new].values() for form in forms):
            raise Unfit(f"{new} is named already")
    return rename_words(text, country_words(codes))


def draw_countries(text: str, rng: random.Random) -> dict[str, str]:
    """Draw for each interchangeable country that the text names another one that it does not."""
    named = [
        code
        for code, forms in countries().items()
        if rename_words(text, {f: "" for k in forms.values() for f in k}).edits
    ]
    free = [code for code in countries() if code not in named]
    if len(free) < len(named):
        raise Unfit("not enough countries")
    return dict(zip(named, rng.sample(free, len(named)), strict=True))


def swap_name_order(text: str, names: Iterable[Name]) -> Changed:
    """ "Taro Kono" becomes "KONO Taro" and the other way round, "KONO" alone "Kono"."""
    words: dict[str, str] = {}
    for name in names:
        if not name.given:
            continue
        western, eastern = f"{name.given} {name.family}", f"{name.family.upper()} {name.given}"
        if re.search(rf"\b{re.escape(eastern)}\b", text):
            words |= {eastern: western, name.family.upper(): name.family}
        else:
            words[western] = eastern
    return _rename_exactly(text, words)


def capitals(text: str, names: Iterable[Name]) -> Changed:
    """ "Heiko MAAS" becomes "Heiko Maas" and the other way round; order stays."""
    words: dict[str, str] = {}
    for name in names:
        for template in ("{given} {family}", "{family} {given}"):
            low, high = (template.format(given=name.given, family=each) for each in (name.family, name.family.upper()))
            if name.given and high in text:
                words |= {high: low, name.family.upper(): name.family}
            elif name.given:
                words[low] = high
    return _rename_exactly(text, words)


def _rename_exactly(text: str, words: Mapping[str, str]) -> Changed:
    if not words:
        return Changed(text, ())
    pattern = _whole_words(re.escape(old) for old in sorted(words, key=len, reverse=True))
    return _replace(text, pattern, lambda m: words[m[0]])


# -- dates and clocks -----------------------------------------------------------------------------------------------

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = re.compile(
    rf"\b(?:{_MONTH} (?P<day>\d{{1,2}})(?!\d)"
    r"(?:(?P<to> ?[-–] ?| to | and )(?P<last>\d{1,2})(?![\d:]|st|nd|rd|th| (?:minutes|p\.m|a\.m)))?"
    rf"(?P<comma>,? )?(?P<year>(?<= )(?:19|20)\d\d)?\b|(?P<weekday>{'|'.join(_WEEKDAYS)})\b)"
)
_PAGE_YEAR = re.compile(rf"^.*\b(?:{'|'.join(_MONTHS)}) \d{{1,2}}, (\d{{4}})\s*$", re.M)


def page_year(text: str) -> int | None:
    """The year of the page's date line."""
    found = _PAGE_YEAR.search(text)
    return int(found[1]) if found else None


def shift_days(text: str, days: int, year: int | None = None) -> Changed:
    """Move every day of a month, and every weekday, by ``days``; months without a day stay.

    ``year`` is that of dates without one; the page's by default.

    Raises:
        Unfit: a date without a year would leave its year.
    """
    default = year or page_year(text) or 2021

    def new(m: re.Match[str]) -> str:
        if m["weekday"]:
            return _WEEKDAYS[(_WEEKDAYS.index(m["weekday"]) + days) % 7]
        base = int(m["year"] or default)
        first = _day(base, m["month"], m["day"]) + dt.timedelta(days)
        last = _day(base, m["month"], m["last"]) + dt.timedelta(days) if m["last"] else None
        if not m["year"] and (first.year != base or (last or first).year != base):
            raise Unfit(f"{m[0]!r} would leave its year")
        shown = f"{_MONTHS[first.month - 1]} {first.day}"
        if last is not None:
            other = f"{_MONTHS[last.month - 1]} " if last.month != first.month else ""
            shown += f"{m['to'] if not other else ' to '}{other}{last.day}"
        return shown + (m["comma"] or "") + (str((last or first).year) if m["year"] else "")

    return _replace(text, _DAY, new)


def _day(year: int, month: str, day: str) -> dt.date:
    try:
        return dt.date(year, _MONTHS.index(month) + 1, int(day))
    except ValueError as error:
        raise Unfit(f"{month} {day}, {year}: {error}") from error


_CLOCK = re.compile(
    r"(?<![\d:.,$])(?P<hour>\d{1,2})(?::(?P<blank> ?)(?P<minute>\d{2}))?(?P<gap>,? ?)"
    r"(?P<half>[ap]\.m\.|[AP]\.M\.|[ap]m\b|[AP]M\b)"
    r"|(?<![\d:.,$])(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?![\d:])"
    r"|\b(?P<noon>[Nn]oon)\b"
)
_MIDNIGHT = 24 * 60


def shift_minutes(text: str, minutes: int) -> Changed:
    """Move every clock by ``minutes``, also second clocks, each within its day and in the way in which it was written.

    Raises:
        Unfit: a clock would cross midnight.
    """
    return _replace(text, _CLOCK, lambda m: _written(m, _minutes(m) + minutes))


def room_for_minutes(text: str) -> range:
    """By how many minutes all clocks of the text can be moved without one crossing midnight."""
    clocks = [_minutes(m) for m in _CLOCK.finditer(text)]
    return range(-min(clocks, default=0), _MIDNIGHT - max(clocks, default=0))


def _minutes(m: re.Match[str]) -> int:
    if m["noon"]:
        return 12 * 60
    if m["hour24"]:
        return int(m["hour24"]) * 60 + int(m["minute24"])
    hour = int(m["hour"])
    if hour <= 12:
        hour = hour % 12 + (12 if m["half"][0] in "pP" else 0)
    return hour * 60 + int(m["minute"] or 0)


def _written(m: re.Match[str], minutes: int) -> str:
    if not 0 <= minutes < _MIDNIGHT:
        raise Unfit(f"{m[0]!r} would cross midnight")
    hour, minute = divmod(minutes, 60)
    if m["hour24"]:
        return f"{hour:0{len(m['hour24'])}d}:{minute:02d}"
    if m["noon"]:
        return m[0] if minutes == 12 * 60 else f"{(hour - 1) % 12 + 1}:{minute:02d} {'ap'[hour >= 12]}.m."
    half = m["half"]
    letter = "ap"[hour >= 12]
    half = (letter if half[0].islower() else letter.upper()) + half[1:]
    shown = hour if int(m["hour"]) > 12 else (hour - 1) % 12 + 1
    with_minutes = f":{m['blank'] or ''}{minute:02d}" if m["minute"] or minute else ""
    return f"{shown}{with_minutes}{m['gap']}{half}"


# -- layout ---------------------------------------------------------------------------------------------------------

_ITEM = re.compile(r"^(?P<label>[ \t\u00a0]*(?P<number>\d{1,2})\.[ \t\u00a0]+)(?P<body>\S.*)$", re.M)
# Shorter lines are headings.
_SHORTEST_ITEM = 70
NUMBERINGS: Mapping[str, str] = {
    "dot": "  {}. ",
    "margin": "{}. ",
    "parentheses": "({}) ",
    "tight": "({})",
    "digit": "{} ",
    "hyphen": "- ",
    "bullet": "  • ",
    "none": "",
}


def items(text: str) -> list[tuple[int, int, int]]:
    """The numbered items of a page with one level of numbers: start of the label, start of the text, end of the line.

    Raises:
        Unfit: the page's numbers are not 1, 2, 3 … before whole paragraphs.
    """
    found = list(_ITEM.finditer(text))
    flat = [int(m["number"]) for m in found] == list(range(1, len(found) + 1))
    nested = re.search(r"^\s*\(\d+\)", text, re.M)
    if len(found) < 2 or not flat or nested or any(len(m["body"]) < _SHORTEST_ITEM for m in found):
        raise Unfit("not a page with one level of numbered items")
    return [(m.start(), m.start("body"), m.end()) for m in found]


def renumber(text: str, style: str) -> Changed:
    """Number the items in another way (a key of ``NUMBERINGS``); without numbers, blank lines set them apart."""
    edits = []
    for number, (start, body, _) in enumerate(items(text), 1):
        label = NUMBERINGS[style].format(number)
        apart = "\n" if not label and not text[:start].endswith("\n\n") else ""
        edits.append(Edit(start, text[start:body], apart + label))
    return Changed(text, tuple(edits))


_LABEL = re.compile(r"^(?P<label>\s*(?:\d{1,2}\.|\(\d{1,2}\)|\([a-z]\)))(?P<gap>[ \u00a0]*)(?=\S)", re.M)


def space_after_labels(text: str, gap: str) -> Changed:
    """Write "(1) Text" as "(1)Text", or the other way round, at all levels."""
    return _replace(text, _LABEL, lambda m: m["label"] + gap)


def headings_without_dot(text: str) -> Changed:
    """Write "1. Opening remarks" as "1 Opening remarks" where numbered headings stand above "(1)" items.

    Raises:
        Unfit: there are none.
    """
    if not re.search(r"^\s*\(1\)", text, re.M):
        raise Unfit("no numbered headings")
    return _replace(text, re.compile(r"^(\s*\d{1,2})\.\s?(?=\S)", re.M), lambda m: f"{m[1]} ")


_ANAPHORA = re.compile(
    r"^(?:In (?:response|reply|return|turn|addition)|On this|In this|To this|After th|They|He|She|It|These|This|Those"
    r"|Such|Both|Lastly|Finally|At the (?:outset|beginning)|First|Furthermore|Moreover|Additionally|The latter|Then)\b"
)


def reorder_items(text: str, rng: random.Random) -> Changed:
    """Put the numbered items in another order; the numbers stay where they are, and so do items that lean on others.

    An item leans on another when it begins with a pronoun or a link ("In response, …"), or is followed by one that
    does; an item that tells of the meeting itself ("On May 5, …") stays in front.

    Raises:
        Unfit: fewer than two items are free to move.
    """
    found = items(text)
    bodies = [text[body:end] for _, body, end in found]
    leans = [bool(_ANAPHORA.match(body)) for body in bodies]
    opening = [bool(re.match(r"On (?:\w+day, )?[A-Z][a-z]+ \d", body)) for body in bodies]
    free = [k for k in range(len(found)) if not (leans[k] or opening[k] or (k + 1 < len(found) and leans[k + 1]))]
    if len(free) < 2:
        raise Unfit("no two items that can change places")
    order = free[:]
    while order == free:
        rng.shuffle(order)
    edits = [Edit(found[to][1], bodies[to], bodies[source]) for to, source in zip(free, order, strict=True)]
    return Changed(text, tuple(edits))


_DATE_LINE = re.compile(
    rf"^[ \t\u00a0]*(?:(?:{'|'.join(_WEEKDAYS)}), )?(?:{'|'.join(_MONTHS)}) \d{{1,2}}, \d{{4}}[ \t\u00a0]*\n", re.M
)
CAPTIONS = (
    "(Photo 1) The two sides before the talks",
    "(photo 2) Scene of the meeting",
    "(Photo 3)",
    "Photo: Cabinet Public Relations Office",
    "(Photo: Cabinet Public Affairs Office)",
    "Foreign Ministers shaking hands",
    "The state of the meeting",
    "Pool Photo",
)


def drop_date_line(text: str) -> Changed:
    """Take away the line with the page's date.

    Raises:
        Unfit: there is none.
    """
    found = _DATE_LINE.search(text)
    if found is None:
        raise Unfit("no date line")
    return Changed(text, (Edit(found.start(), found[0], ""),))


def add_captions(text: str, rng: random.Random, count: int = 3) -> Changed:
    """Put captions and credits below the date line; they name nobody."""
    found = _DATE_LINE.search(text)
    if found is None:
        raise Unfit("no date line")
    lines = "".join(f"{line}\n" for line in rng.sample(CAPTIONS, count))
    return Changed(text, (Edit(found.end(), "", lines),))


def remove(text: str, spans: Iterable[tuple[int, int]]) -> Changed:
    """Take away stretches of the text, such as captions and footers."""
    return Changed(text, tuple(Edit(start, text[start:end], "") for start, end in sorted(spans)))


def append(text: str, tail: str) -> Changed:
    """Put something behind the page: another footer, or the head of the page that follows it in a file."""
    return Changed(text, (Edit(len(text), "", tail),))


# -- typing ---------------------------------------------------------------------------------------------------------


def curly_quotes(text: str) -> Changed:
    """ "He's" and "words" in typographic quotes."""

    def new(m: re.Match[str]) -> str:
        if m[0] == "'":
            return "’"
        before = text[m.start() - 1] if m.start() else " "
        return "“" if before.isspace() or before in "([–—" else "”"

    return _replace(text, re.compile("[\"']"), new)


def straight_quotes(text: str) -> Changed:
    """Quotes and apostrophes as on a typewriter."""
    return _replace(text, re.compile("[“”‘’]"), lambda m: '"' if m[0] in "“”" else "'")


def hard_blanks(text: str, rng: random.Random, share: float = 0.1) -> Changed:
    """Let a share of the blanks within lines be no-break spaces."""
    return _replace(text, re.compile(r"(?<=\S) (?=\S)"), lambda m: "\u00a0" if rng.random() < share else " ")


def double_blanks(text: str, rng: random.Random, share: float = 0.1) -> Changed:
    """Let a share of the blanks within lines be two."""
    return _replace(text, re.compile(r"(?<=\S) (?=\S)"), lambda m: "  " if rng.random() < share else " ")


def trailing_blanks(text: str, rng: random.Random, share: float = 0.5) -> Changed:
    """Put blanks, some of them hard, at the end of a share of the lines."""
    return _replace(
        text,
        re.compile(r"(?<=\S)\n"),
        lambda m: rng.choice((" ", "  ", "\u00a0")) + "\n" if rng.random() < share else "\n",
    )


def crlf(text: str) -> Changed:
    """Lines end as on Windows."""
    return _replace(text, re.compile(r"(?<!\r)\n"), lambda m: "\r\n")
