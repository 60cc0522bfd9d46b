"""One phrase to one id: "the Federal Republic of Germany" is DEU, "UN General Assembly" is unga."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Generic, TypeVar

from pipeline.gazetteer.reference import City, cities, country_names, organizations

Value = TypeVar("Value")

# Names are few, and each comes again and again.
_REMEMBERED = 4096

# The form of state that an official name begins with. Pages also invent such forms ("Republic of Germany").
_FORM_OF_STATE = re.compile(
    r"(?:[A-Z][\w'-]+ )*(?:Republic|Kingdom|State|States|Commonwealth|Federation|Principality|Sultanate|Union|Emirate"
    r"|Confederation|Duchy) of (?:[Tt]he )?"
)
# Names that need their own official form: there are two Koreas and two Congos.
_SHARED_BY_TWO = frozenset({"Korea", "Congo"})
# An acronym in another case is another word: "us", "who".
_ACRONYM = re.compile(r"[A-Z.&+0-9-]+")


def tidy(phrase: str) -> str:
    """The phrase with single spaces and straight apostrophes, without outer punctuation, article and possessive."""
    plain = " ".join(phrase.replace("’", "'").replace("‑", "-").split())
    plain = plain.strip(' ,;:()[]"“”').removesuffix("'s")
    return plain[4:] if plain[:4] in ("the ", "The ", "THE ") else plain


class _Index(Generic[Value]):
    """Names to values: as written, without the full stop of a sentence, then in any case unless an acronym."""

    def __init__(self, names: Iterable[tuple[str, Value]]) -> None:
        self._exact: dict[str, Value] = {}
        self._folded: dict[str, Value] = {}
        for name, value in names:
            key = tidy(name)
            self._exact.setdefault(key, value)
            if not _ACRONYM.fullmatch(key):
                self._folded.setdefault(key.casefold(), value)

    def get(self, phrase: str) -> Value | None:
        for form in (phrase, phrase.rstrip(".")):
            value = self._exact.get(form)
            if value is None:
                value = self._folded.get(form.casefold())
            if value is not None:
                return value
        return None


@cache
def _country_index() -> _Index[str]:
    return _Index((row.alias, row.iso3) for row in country_names())


@cache
def _organization_index() -> _Index[str]:
    return _Index(
        (name, row.organization_id)
        for row in organizations()
        for name in (row.name, row.acronym, *row.aliases, *row.shared_aliases)
        if name
    )


@cache
def _city_index() -> _Index[City]:
    return _Index((name, row) for row in cities() for name in (row.name, *row.aliases))


@lru_cache(maxsize=_REMEMBERED)
def country(name: str) -> str | None:
    """The ISO 3166-1 code of a country named by name, official or short form, adjective or nationality; else ``None``.

    An unknown official form falls back on the name inside it: "Republic of Germany" is DEU.
    """
    phrase = tidy(name)
    found = _country_index().get(phrase)
    if found is None and (form := _FORM_OF_STATE.match(phrase)):
        inner = phrase[form.end() :]
        found = None if inner in _SHARED_BY_TWO else _country_index().get(inner)
    return found


@lru_cache(maxsize=_REMEMBERED)
def organization(name: str) -> str | None:
    """The organization_id of an organization given by name, acronym or alias; else ``None``."""
    phrase = tidy(name)
    found = _organization_index().get(phrase)
    if found is None and (defined := re.fullmatch(r"(.+?) \(([\w.&+ -]+)\)?", phrase)):
        # "United Nations Development Programme (UNDP)"; tidy has taken the closing bracket.
        found = _organization_index().get(defined[1]) or _organization_index().get(defined[2])
    return found


@lru_cache(maxsize=_REMEMBERED)
def city(name: str) -> City | None:
    """The city of this name, also followed by its country or state ("Hiroshima, Japan"); else ``None``."""
    phrase = tidy(name)
    return _city_index().get(phrase) or _city_index().get(phrase.partition(",")[0])
