"""The people of one document: every name phrase and short form tied to one person."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.reading.names import HEADS, MODIFIERS, PARTICLES, REGNAL, NamePhrase, split_name
from pipeline.reading.tokens import Tokens

_TITLES_BEFORE_A_FAMILY_NAME = frozenset("mr. mr ms. ms mrs. mrs miss dr. dr".split())


def fold(name: str) -> str:
    """A name without accents, case, hyphens and blanks: "Kőrösi" and "Korosi" are one."""
    flat = unicodedata.normalize(
        "NFKD", name.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("đ", "d")
    )
    return "".join(ch for ch in flat if ch.isalnum())


@dataclass(slots=True, eq=False)
class Person:
    """One person of a document. ``forms`` are the written forms of the name in order of appearance."""

    key: str
    name: str
    family: str
    given: str | None
    method: str
    honorific: str | None
    title: str | None
    gender: str | None
    country_iso3: str | None
    organization_id: str | None
    start: int
    end: int
    fullness: int
    forms: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)

    def affiliated(self) -> bool:
        """Whether the text says whom the person stands for."""
        return self.country_iso3 is not None or self.organization_id is not None

    def heads(self) -> frozenset[str]:
        """The title's words that can stand for the person ("the Secretary-General")."""
        return frozenset(word.strip(",()").casefold() for word in (self.title or "").split())


class People:
    """Registers the name phrases of a document in order and finds the person a short form means."""

    def __init__(self, document_id: str, tokens: Tokens, published: dt.date | None) -> None:
        self.document_id = document_id
        self.tokens = tokens
        self.published = published
        self.all: list[Person] = []
        self.short_forms = short_forms(tokens)
        self._by_phrase: dict[int, Person] = {}

    def register(self, phrases: Iterable[NamePhrase]) -> None:
        """Introduce full names first, so that a caption's short form finds the person whom the text names later."""
        ordered = sorted(phrases, key=lambda phrase: phrase.first)
        for phrase in ordered:
            if phrase.name_last - phrase.name_first > 1 or phrase.appositive:
                self._by_phrase[phrase.first] = self._introduce(phrase)
        for phrase in ordered:
            if phrase.first not in self._by_phrase:
                self._by_phrase[phrase.first] = self._introduce(phrase)
        self.all.sort(key=lambda person: person.start)
        for number, person in enumerate(self.all, 1):
            person.key = f"{self.document_id}#n{number}"

    def of(self, phrase: NamePhrase) -> Person | None:
        """The person whom a registered phrase names."""
        return self._by_phrase.get(phrase.first)

    def _introduce(self, phrase: NamePhrase) -> Person:
        tokens = self.tokens
        name = tokens.slice(phrase.name_first, phrase.name_last)
        cut = split_name(name, phrase.given_after, phrase.country_iso3, phrase.regnal, self.published, self.short_forms)
        written = name if phrase.given_after is None else f"{name}, {phrase.given_after}"
        parts = {fold(word) for word in written.replace(",", " ").split() if word.casefold() not in PARTICLES} - {""}
        parts |= {fold(part) for word in parts_of(written) for part in word.split("-") if len(part) > 2}
        person = self._known(cut.family, cut.given, parts, phrase)
        start, end = (
            tokens.starts[phrase.name_first],
            tokens.ends[(phrase.name_last if phrase.given_after is None else phrase.last) - 1],
        )
        fullness = len(parts) * 2 + (phrase.title is not None) + phrase.appositive
        if person is None:
            person = Person(
                "", written, cut.family, cut.given, cut.method, phrase.honorific, phrase.title, phrase.gender,
                phrase.country_iso3, phrase.organization_id, start, end, fullness, [written], parts,
            )  # fmt: skip
            self.all.append(person)
            return person
        self._merge(person, phrase, written, cut.family, cut.given, cut.method, parts, start, end, fullness)
        return person

    def _merge(
        self, person: Person, phrase: NamePhrase, written: str, family: str, given: str | None, method: str,
        parts: set[str], start: int, end: int, fullness: int,
    ) -> None:  # fmt: skip
        if written not in person.forms:
            person.forms.append(written)
        person.gender = person.gender or phrase.gender
        if not person.affiliated():
            person.country_iso3, person.organization_id = phrase.country_iso3, phrase.organization_id
        if person.title is None or (phrase.appositive and fullness > person.fullness):
            person.title = phrase.title or person.title
        if fullness > person.fullness and len(parts) >= len(person.parts):
            if given is not None:
                person.family, person.given, person.method = family, given, method
            person.name, person.start, person.end, person.fullness = written, start, end, fullness
            person.honorific = phrase.honorific or person.honorific
        person.parts |= parts

    def _known(self, family: str, given: str | None, parts: set[str], phrase: NamePhrase) -> Person | None:
        key = fold(family)
        best: Person | None = None
        for person in self.all:
            if not _compatible(person, phrase):
                continue
            same_family = fold(person.family) == key or near(fold(person.family), key)
            if given is None:
                if same_family or (parts and parts <= person.parts) or (key in person.parts):
                    best = best or person
            elif (same_family and (person.given is None or _same_given(person.given, given))) or parts == person.parts:
                return person
            elif person.given is None and person.parts and person.parts <= parts:
                return person
        return best

    def find(self, words: str, gender: str | None = None) -> Person | None:
        """The person whose family name, else any name, the written ``words`` are."""
        key = fold(words)
        fitting = [person for person in self.all if gender is None or person.gender in {None, gender}]
        for test in (lambda p: fold(p.family) == key, lambda p: key in p.parts, lambda p: near(fold(p.family), key)):
            found = next((person for person in fitting if test(person)), None)
            if found is not None:
                return found
        return None


def parts_of(written: str) -> list[str]:
    """The words of a written name, without commas."""
    return written.replace(",", " ").casefold().split()


def near(a: str, b: str) -> bool:
    """One letter lost at the end ("Guterre"), for names long enough not to be others."""
    return min(len(a), len(b)) >= 6 and a != b and (a.startswith(b) or b.startswith(a)) and abs(len(a) - len(b)) == 1


def _same_given(a: str, b: str) -> bool:
    left, right = fold(a), fold(b)
    return (
        left == right
        or left.startswith(right)
        or right.startswith(left)
        or bool(
            {fold(word) for word in a.split() if len(word) > 2} & {fold(word) for word in b.split() if len(word) > 2}
        )
    )


def _compatible(person: Person, phrase: NamePhrase) -> bool:
    if person.gender and phrase.gender and person.gender != phrase.gender:
        return False
    if phrase.country_iso3 and (
        person.organization_id or (person.country_iso3 and person.country_iso3 != phrase.country_iso3)
    ):
        return phrase.title_before is False and person.country_iso3 == phrase.country_iso3
    return not (phrase.organization_id and person.country_iso3)


def short_forms(tokens: Tokens) -> frozenset[str]:
    """The single names by which titles and honorifics name people ("Minister Iwaya", "Mr. Ban"), case-folded."""
    found: set[str] = set()
    lower, words, count = tokens.lower, tokens.words, len(tokens)
    for k in range(count - 1):
        if (
            not (lower[k] in HEADS or lower[k] in REGNAL or lower[k] in _TITLES_BEFORE_A_FAMILY_NAME)
            or not words[k][0].isupper()
        ):
            continue
        j = k + 1
        while j < count and lower[j] in PARTICLES and words[j][0].isupper():
            j += 1
        if j >= count or not words[j][0].isupper() or lower[j] in HEADS or lower[j] in MODIFIERS:
            continue
        following = words[j + 1] if j + 1 < count else "."
        if not following[0].isupper() and lower[j + 1 if j + 1 < count else j] not in PARTICLES:
            found.add(words[j].casefold())
    return frozenset(found)
