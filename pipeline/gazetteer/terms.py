"""What ``find`` looks for: every written form of every name, with what it stands for."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.gazetteer import reference

# Below this length a name in capitals is as likely an acronym.
_SHORTEST_IN_CAPITALS = 4
_BORNE_BY_PERSONS = frozenset(
    {"country:name", "country:short", "country:historical", "country:adjective", "place:city", "place:territory"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A written form. ``entity_type`` is "country", "organization", "place", or "mask" for names that hide others.

    A person may bear a single name: one word that is no acronym.
    """

    pattern: str
    entity_type: str
    entity_id: str
    method: str
    in_capitals: bool = False
    is_shared: bool = False
    is_single_name: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_single_name", " " not in self.pattern and self.method in _BORNE_BY_PERSONS)


def _written_forms() -> Iterator[Term]:
    for text in reference.masks():
        yield Term(text, "mask", "", "mask")
    for row in reference.country_names():
        of = reference.country_row(row.iso3)
        if of.status == "territory":
            yield Term(row.alias, "place", of.name, "place:territory")
        else:
            yield Term(row.alias, "country", row.iso3, f"country:{row.kind}")
    for organization in reference.organizations():
        identifier = organization.organization_id
        yield Term(organization.name, "organization", identifier, "organization:name")
        if organization.acronym:
            yield Term(organization.acronym, "organization", identifier, "organization:acronym")
        for alias in organization.aliases:
            yield Term(alias, "organization", identifier, "organization:alias")
        for alias in organization.shared_aliases:
            yield Term(alias, "organization", identifier, "organization:alias", is_shared=True)
    for city in reference.cities():
        for name in (city.name, *city.aliases):
            yield Term(name, "place", city.name, "place:city")


def all_terms() -> tuple[Term, ...]:
    """Every form once, straight apostrophes, as written and in capitals, accents composed and decomposed.

    Where two names agree the first counts: a mask before a country, a country before its capital ("Singapore").
    """
    written: dict[str, Term] = {}
    for term in _written_forms():
        pattern = term.pattern.replace("’", "'")
        written.setdefault(pattern, replace(term, pattern=pattern))
    forms = dict(written)
    for pattern, term in written.items():
        capitals = pattern.upper()
        if len(pattern) >= _SHORTEST_IN_CAPITALS and term.method != "country:misspelling":
            forms.setdefault(capitals, replace(term, pattern=capitals, in_capitals=True))
        if not pattern.isascii():
            decomposed = unicodedata.normalize("NFD", pattern)
            forms.setdefault(decomposed, replace(term, pattern=decomposed))
    return tuple(forms.values())
