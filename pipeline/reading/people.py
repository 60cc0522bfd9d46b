"""The people of one document: every name phrase and short form tied to one person."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.reading.names import HEADS, MODIFIERS, PARTICLES, REGNAL, NamePhrase, split_name
from pipeline.reading.tokens import Tokens
from pipeline.reading.vocabulary import lowered, trait

# Words before a single name that call a person by it.
_CALLS = HEADS | REGNAL | frozenset("mr. mr ms. ms mrs. mrs miss dr. dr".split())
_NO_GIVEN = _CALLS | MODIFIERS
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d"})


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A name without accents, case, hyphens and blanks: "Kőrösi" and "Korosi" are one."""
    flat = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(ch for ch in flat if ch.isalnum())


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    """The words of a name that are no particles, and the parts of its compounds, each folded."""
    words = name.replace(",", " ").casefold().split()
    whole = {fold(word) for word in words if word not in PARTICLES} - {""}
    return frozenset(whole.union(fold(part) for word in words for part in word.split("-") if len(part) > 2))


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

    def settle_state(self, person: Person, iso3: str) -> None:
        """Give a person a state that the text tells elsewhere; the name is cut again by that state's custom."""
        person.country_iso3 = iso3
        if person.method.startswith("name:order") and person.given is not None:
            cut = split_name(person.name, None, iso3, False, self.published, self.short_forms)
            person.family, person.given, person.method = cut.family, cut.given, cut.method

    def _introduce(self, phrase: NamePhrase) -> Person:
        """The person whom a phrase names, made or told more of by it."""
        new = self._person(phrase)
        person = self._known(new, phrase)
        if person is None:
            self.all.append(new)
            return new
        _merge(person, new, phrase.appositive)
        return person

    def _person(self, phrase: NamePhrase) -> Person:
        """The person as one phrase names him or her."""
        tokens = self.tokens
        name = tokens.slice(phrase.name_first, phrase.name_last)
        cut = split_name(name, phrase.given_after, phrase.country_iso3, phrase.regnal, self.published, self.short_forms)
        written = name if phrase.given_after is None else f"{name}, {phrase.given_after}"
        parts = _parts(written)
        start, end = tokens.span(phrase.name_first, phrase.name_last if phrase.given_after is None else phrase.last)
        return Person(
            key="",
            name=written,
            family=cut.family,
            given=cut.given,
            method=cut.method,
            honorific=phrase.honorific,
            title=phrase.title,
            gender=phrase.gender,
            country_iso3=phrase.country_iso3,
            organization_id=phrase.organization_id,
            start=start,
            end=end,
            fullness=len(parts) * 2 + (phrase.title is not None) + phrase.appositive,
            forms=[written],
            parts=set(parts),
        )

    def _known(self, new: Person, phrase: NamePhrase) -> Person | None:
        """The person of the document who ``new`` is: by both names, else by what a short form leaves."""
        compatible = [person for person in self.all if _compatible(person, phrase)]
        if new.given is not None:
            return next((person for person in compatible if _same_full_name(person, new)), None)
        key = fold(new.family)
        for person in compatible:
            if _same_family(person, key) or key in person.parts or (new.parts and new.parts <= person.parts):
                return person
        return None


def _merge(person: Person, new: Person, introduced: bool) -> None:
    """Tell more of a person by another mention; ``introduced``: with a title behind the name. The fullest form wins."""
    fuller = new.fullness > person.fullness
    if new.name not in person.forms:
        person.forms.append(new.name)
    person.gender = person.gender or new.gender
    if not person.affiliated():
        person.country_iso3, person.organization_id = new.country_iso3, new.organization_id
    if person.title is None or (introduced and fuller):
        person.title = new.title or person.title
    if fuller and len(new.parts) >= len(person.parts):
        if new.given is not None:
            person.family, person.given, person.method = new.family, new.given, new.method
        person.name, person.start, person.end, person.fullness = new.name, new.start, new.end, new.fullness
        person.honorific = new.honorific or person.honorific
    person.parts |= new.parts


def _same_full_name(person: Person, new: Person) -> bool:
    """Whether a person may bear the full name of ``new``."""
    if person.parts == new.parts:
        return True
    if person.given is None:
        return _same_family(person, fold(new.family)) or (bool(person.parts) and person.parts <= new.parts)
    return _same_family(person, fold(new.family)) and _same_given(person.given, new.given or "")


def _same_family(person: Person, key: str) -> bool:
    family = fold(person.family)
    return family == key or _near(family, key)


def _near(a: str, b: str) -> bool:
    """One letter lost ("Guterre", "Shresta"), for names long enough not to be others."""
    short, long = sorted((a, b), key=len)
    if len(short) < 6 or len(long) - len(short) != 1:
        return False
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def _same_given(a: str, b: str) -> bool:
    """Whether two given names agree: one begins the other, or they share a name of some length."""
    left, right = fold(a), fold(b)
    if left.startswith(right) or right.startswith(left):
        return True
    return bool(_long_names(a) & _long_names(b))


def _long_names(name: str) -> set[str]:
    return {fold(word) for word in name.split() if len(word) > 2}


def _compatible(person: Person, phrase: NamePhrase) -> bool:
    """Whether gender, state and organization let a phrase name a person; with a title before it, all must agree."""
    if person.gender and phrase.gender and person.gender != phrase.gender:
        return False
    if phrase.country_iso3 and person.country_iso3 and person.country_iso3 != phrase.country_iso3:
        return False
    if phrase.country_iso3 and person.organization_id:
        return not phrase.title_before and person.country_iso3 == phrase.country_iso3
    return not (phrase.organization_id and person.country_iso3)


def short_forms(tokens: Tokens) -> frozenset[str]:
    """The names by which titles and honorifics name people ("Minister Iwaya", "Mr. Ban"), case-folded.

    Two names count where they end a longer one ("Minister González Laya", "Arancha González Laya").
    """
    found: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    lower, words, count = tokens.lower, tokens.words, len(tokens)
    for k in tokens.where(_CALLS_BY_NAME):
        j = k + 1
        while j < count and lower[j] in PARTICLES and words[j][0].isupper():
            j += 1
        if j >= count or not words[j][0].isupper() or lower[j] in HEADS or lower[j] in MODIFIERS:
            continue
        alone = j + 1 >= count or (not words[j + 1][0].isupper() and lower[j + 1] not in PARTICLES)
        if alone:
            found.add(words[j].casefold())
        elif j + 2 < count and not words[j + 2][0].isupper() and words[j + 1][0].isupper():
            pairs.add((words[j], words[j + 1]))
    doubled = [pair for pair in pairs if pair[1].casefold() not in found and _behind_given_name(words, pair)]
    return frozenset(found.union(" ".join(pair).casefold() for pair in doubled))


def _behind_given_name(words: list[str], pair: tuple[str, str]) -> bool:
    """Whether two words stand somewhere behind a capitalized word that is no title ("Arancha González Laya")."""
    k = 0
    for _ in range(words.count(pair[0])):
        k = words.index(pair[0], k) + 1
        if k > 1 and words[k : k + 1] == [pair[1]] and _is_given_name(words[k - 2]):
            return True
    return False


def _is_given_name(word: str) -> bool:
    return word[0].isupper() and len(word) > 1 and word.isalpha() and word.casefold() not in _NO_GIVEN


# Words written as a title or an honorific before a name is.
_CALLS_BY_NAME = trait(lambda word: word[0].isupper() and lowered(word) in _CALLS)
