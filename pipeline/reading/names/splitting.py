"""Which part of a name is the family name."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.names.words import NUMERALS, PARTICLES, SUFFIXES
from pipeline.reading.vocabulary import WordTable
from pipeline.reference_files import rows

_JAPANESE_FAMILIES = frozenset(row["family_name"].casefold() for row in rows("japanese_family_names.csv"))
# By state: where the family name stands, and which name short forms use.
_ORDER = {row["iso3"]: (row["order"], row["short"]) for row in rows("family_name_order.csv")}
# Japan's pages changed from "Mr. Taro Kono" to "Mr. MOTEGI Toshimitsu" with the cabinet of September 2019.
_JAPAN_FAMILY_FIRST = dt.date(2019, 9, 11)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name cut into its parts, each as in running text ("Motegi", not "MOTEGI"); ``method`` names the rule."""

    family: str
    given: str | None
    method: str


def split_name(
    name: str,
    given_after: str | None,
    country_iso3: str | None,
    regnal: bool,
    published: dt.date | None,
    short_forms: frozenset[str],
) -> PersonName:
    """Cut a written name into family and given name.

    ``given_after`` is what stands behind a comma ("Lavrov, Sergey"), ``published`` the day of the page; ``short_forms``
    holds the case-folded words by which titles name people later in the document ("Minister Iwaya"). Rules, first match
    wins: a comma, a monarch's regnal name, one word, capitals, the short form that the document itself uses, a
    hyphenated given name, a Japanese family name, the custom of the person's state.
    """
    words = [word for word in name.replace("\u00a0", " ").split() if word.casefold().strip(".,") not in SUFFIXES]
    if not words:
        words = [name]
    if given_after is not None:
        return PersonName(_cased(words), _cased(given_after.split()), "name:inverted")
    if regnal:
        return PersonName(_cased(words[:1]), None, "name:regnal")
    while len(words) > 1 and words[-1] in NUMERALS:
        words.pop()
    if len(words) == 1 or all(word.casefold() in PARTICLES for word in words[:-1]):
        return PersonName(_cased(words), None, "name:single")
    order, short = _ORDER.get(country_iso3 or "", ("last", "family"))
    if order == "last" and " ".join(words[-2:]).casefold() in short_forms:
        given = _cased(words[:-2]) if len(words) > 2 else None
        return PersonName(_cased(words[-2:]), given, "name:short_form")
    found = _by_capitals(words)
    if found is None and short == "family":
        found = _by_short_form(words, short_forms)
    if found is None and order == "last" and country_iso3 in {None, "KOR", "CHN"} and _is_korean_given(words[-1]):
        found = _family_first(words, "name:hyphenated_given")
    if found is None and country_iso3 in {"JPN", None}:
        found = _by_japanese_family(words)
    return found or _by_order(words, order, country_iso3, published)


def _by_capitals(words: list[str]) -> PersonName | None:
    """ "MOTEGI Toshimitsu", "Heiko MAAS"."""
    capitals = [k for k, word in enumerate(words) if _CAPITALS[word]]
    if not capitals or len(capitals) == len(words):
        return None
    first, last = _with_particles(words, capitals[0]), capitals[-1] + 1
    rest = words[:first] + words[last:]
    if all(_is_initial(word) for word in rest):
        return None
    return PersonName(_cased(words[first:last]), _cased(rest), "name:capitals")


def _by_short_form(words: list[str], short_forms: frozenset[str]) -> PersonName | None:
    """The words by which the document itself calls the person are the family name, if they stand together."""
    used = [k for k, word in enumerate(words) if word.casefold() in short_forms and word.casefold() not in PARTICLES]
    if not used or len(used) == len(words) or used[-1] + 1 - used[0] != len(used):
        return None
    first, last = _with_particles(words, used[0]), used[-1] + 1
    rest = words[:first] + words[last:]
    return PersonName(_cased(words[first:last]), _cased(rest) if rest else None, "name:short_form")


def _by_japanese_family(words: list[str]) -> PersonName | None:
    known = [word.casefold() in _JAPANESE_FAMILIES for word in words]
    if len(words) != 2 or sum(known) != 1:
        return None
    family = known.index(True)
    return PersonName(_cased([words[family]]), _cased([words[1 - family]]), "name:japanese_family")


def _by_order(words: list[str], order: str, country_iso3: str | None, published: dt.date | None) -> PersonName:
    """The custom of the state; Japan's depends on the day of the page."""
    if order == "dated":
        order = "first" if published is not None and published >= _JAPAN_FAMILY_FIRST else "last"
    if order == "first":
        return _family_first(words, f"name:order_first:{country_iso3}")
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].casefold() in PARTICLES:
        cut -= 1
    return PersonName(_cased(words[cut:]), _cased(words[:cut]), "name:order_last")


def _family_first(words: list[str], method: str) -> PersonName:
    return PersonName(_cased(words[:1]), _cased(words[1:]), method)


def _with_particles(words: list[str], first: int) -> int:
    """Where a family name begins with the particles before it ("van der BELLEN")."""
    while first > 0 and words[first - 1].casefold() in PARTICLES:
        first -= 1
    return first


def _is_korean_given(word: str) -> bool:
    """ "Kyung-wha": two syllables with a hyphen, the second small."""
    return "-" in word and word.split("-")[1][:1].islower()


def _is_initial(word: str) -> bool:
    return len(word.replace(".", "")) <= 1 or (word.endswith(".") and len(word) <= 3)


def _is_capitals(word: str) -> bool:
    return word.isupper() and sum(ch.isalpha() for ch in word) > 1 and not _is_initial(word) and word not in NUMERALS


def _cased_word(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word) if _is_capitals(word) else word


_CAPITALS = WordTable(_is_capitals)
_CASED = WordTable(_cased_word)


def _cased(words: Sequence[str]) -> str:
    return " ".join(map(_CASED.__getitem__, words))
