"""Persons: one row for one person across documents.

A full name ("MOTEGI Toshimitsu", "Toshimitsu Motegi") makes an identity; a family name alone ("Mr. Chung, Minister of
Foreign Affairs of the ROK") joins the only identity with that family name and the same state or organization, or stays
one of its own. Persons of two states are never joined. The outcome does not depend on the order of the documents.
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import Enum
from operator import attrgetter
from typing import NamedTuple

from pipeline.entities.slugs import slug

_FAMILY_FIRST = frozenset({"JPN", "CHN", "KOR", "PRK", "VNM", "TWN", "KHM"})
# How sure a rule is of the family name; the surest spelling gives the row its name.
_SURENESS = {"name:capitals": 0, "name:inverted": 1, "name:regnal": 1, "name:short_form": 2, "name:hyphenated_given": 3}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of ``persons``; ``aliases`` are the written forms, joined by " | "."""

    person_id: str
    family_name: str
    given_name: str | None
    display_name: str
    country_iso3: str | None
    organization_id: str | None
    aliases: str | None


class Named(NamedTuple):
    """What one document tells of a person, as far as it counts here; the fields are those of a ``PersonRecord``."""

    person_key: str
    family_name: str
    given_name: str | None
    method: str
    country_iso3: str | None
    organization_id: str | None
    aliases: Sequence[str]


@dataclass(slots=True, eq=False)
class _Form:
    """A name with an affiliation, as one rule reads it, and the ``person_key`` of all who are told of like that."""

    family_name: str
    given_name: str | None
    method: str
    country_iso3: str | None
    organization_id: str | None
    keys: list[str] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Identity:
    """Forms of one person, all of the state ``country`` or of none."""

    country: str | None
    forms: list[_Form] = field(default_factory=list)

    def organizations(self) -> set[str | None]:
        return {form.organization_id for form in self.forms}

    def documents(self) -> set[str | None]:
        return {_document(key) for form in self.forms for key in form.keys}

    def organization(self) -> str | None:
        """The commonest one, the first by its id among equals."""
        counted: Counter[str] = Counter()
        for form in self.forms:
            if form.organization_id is not None:
                counted[form.organization_id] += len(form.keys)
        return min(counted, key=lambda each: (-counted[each], each)) if counted else None

    def best(self) -> _Form:
        """The fullest form of the surest rule."""
        return self.forms[0] if len(self.forms) == 1 else min(self.forms, key=_worth)


def _document(person_key: str) -> str:
    return person_key.rpartition("#")[0]


def _worth(form: _Form) -> tuple[bool, int, int, str, str, str]:
    """How well a form tells the name; the smaller, the better."""
    return (
        form.given_name is None,
        _SURENESS.get(form.method, 9),
        -len(form.given_name or ""),
        form.family_name,
        form.given_name or "",
        min(form.keys),
    )


def resolve(persons: Iterable[Named]) -> tuple[dict[str, str], list[PersonRow]]:
    """Identify the persons of all documents.

    Returns the ``person_id`` of every ``person_key``, and the rows of ``persons`` sorted by id. What is held grows with
    the different names; of a name that comes again its key is kept.
    """
    forms = _forms(persons)
    identities = _full_identities(form for form in forms if form.given_name is not None)
    short = [form for form in forms if form.given_name is None]
    alone: dict[tuple[str, str | None, str | None], _Identity] = {}
    # Whom a name joins depends on what full names say, and after that on those who are told of with a state, and so on;
    # not on who came first.
    for basis in _Basis:
        known = _by_basis(basis, identities, {slug(form.family_name) for form in short})
        joined: list[tuple[_Identity, _Form]] = []
        for form in short:
            if _Basis.of(form) is not basis:
                continue
            family = slug(form.family_name)
            fitting = known.get((family, basis.value_of(form)), [])
            if len(fitting) == 1:
                joined.append((fitting[0], form))
                continue
            key = (family, form.country_iso3, form.organization_id)
            alone.setdefault(key, _Identity(form.country_iso3)).forms.append(form)
        for identity, form in joined:
            identity.forms.append(form)
    return _rows([*identities, *alone.values()])


def _forms(persons: Iterable[Named]) -> list[_Form]:
    """The forms in which persons are told of; a family name alone, without a state or organization, is of one document."""
    found: dict[tuple[str | None, ...], _Form] = {}
    for key, family, given, method, country, organization, aliases in persons:
        known: tuple[str | None, ...] = (family, given, method, country, organization)
        if given is None and country is None and organization is None:
            known = (*known, _document(key))
        form = found.get(known)
        if form is None:
            form = found[known] = _Form(family, given, method, country, organization)
        form.keys.append(key)
        form.aliases.update(aliases)
    return list(found.values())


def _full_identities(forms: Iterable[_Form]) -> list[_Identity]:
    """Group full names: the same two names in either order, given names that agree, and no two states."""
    groups: dict[tuple[str, str], list[_Form]] = {}
    for form in forms:
        family, given = slug(form.family_name), slug(form.given_name or "").split("-")[0]
        groups.setdefault((family, given) if family < given else (given, family), []).append(form)
    found: list[_Identity] = []
    for group in groups.values():
        split: dict[str | None, _Identity] = {}
        for form in group:
            if form.country_iso3 is not None:
                split.setdefault(form.country_iso3, _Identity(form.country_iso3)).forms.append(form)
        unplaced = [form for form in group if form.country_iso3 is None]
        if unplaced:
            # A person without a state is the one of the only state; else one of an organization.
            target = next(iter(split.values())) if len(split) == 1 else split.setdefault(None, _Identity(None))
            target.forms += unplaced
        found += split.values()
    return found


class _Basis(Enum):
    """What a family name alone is joined by: the same state, else organization, else document."""

    STATE = "state"
    ORGANIZATION = "organization"
    DOCUMENT = "document"

    @classmethod
    def of(cls, form: _Form) -> "_Basis":
        if form.country_iso3 is not None:
            return cls.STATE
        return cls.DOCUMENT if form.organization_id is None else cls.ORGANIZATION

    def value_of(self, form: _Form) -> str | None:
        if self is _Basis.STATE:
            return form.country_iso3
        return form.organization_id if self is _Basis.ORGANIZATION else _document(form.keys[0])

    def values_of(self, identity: _Identity) -> Set[str | None]:
        if self is _Basis.STATE:
            return {identity.country}
        return identity.organizations() if self is _Basis.ORGANIZATION else identity.documents()


def _by_basis(
    basis: _Basis, identities: Iterable[_Identity], families: Set[str]
) -> dict[tuple[str, str | None], list[_Identity]]:
    """The identities with one of these family names, by it and what they may be joined by."""
    found: dict[tuple[str, str | None], list[_Identity]] = {}
    for identity in identities:
        for family in {slug(form.family_name) for form in identity.forms} & families:
            for value in basis.values_of(identity):
                found.setdefault((family, value), []).append(identity)
    return found


def _rows(identities: Iterable[_Identity]) -> tuple[dict[str, str], list[PersonRow]]:
    taken: dict[str, int] = {}
    ids: dict[str, str] = {}
    rows: list[PersonRow] = []
    described = [(_describe(identity), identity) for identity in identities]
    described.sort(key=lambda each: (each[0].person_id, min(min(form.keys) for form in each[1].forms)))
    for row, identity in described:
        base = row.person_id
        taken[base] = taken.get(base, 0) + 1
        if taken[base] > 1:
            row = replace(row, person_id=f"{base}-{taken[base]}")
        for form in identity.forms:
            ids.update(dict.fromkeys(form.keys, row.person_id))
        rows.append(row)
    rows.sort(key=attrgetter("person_id"))
    return ids, rows


def _describe(identity: _Identity) -> PersonRow:
    """An identity's row; its id is that of the first such identity.

    The id names state or organization, family name and first given name: longer given names elsewhere do not change it,
    nor does it go over from one organization to another as they are told of more often or less.
    """
    best, country = identity.best(), identity.country
    organization = identity.organization() if country is None else None
    first = min((each for each in identity.organizations() if each is not None), default=None)
    given = slug(best.given_name.split()[0]) if best.given_name else None
    parts = (slug(country or first or "person"), slug(best.family_name), given)
    if best.given_name is None:
        display = best.family_name
    elif country in _FAMILY_FIRST:
        display = f"{best.family_name} {best.given_name}"
    else:
        display = f"{best.given_name} {best.family_name}"
    forms = sorted({alias for form in identity.forms for alias in form.aliases})
    return PersonRow(
        person_id="-".join(part for part in parts if part),
        family_name=best.family_name,
        given_name=best.given_name,
        display_name=display,
        country_iso3=country,
        organization_id=organization,
        aliases=" | ".join(forms) or None,
    )
