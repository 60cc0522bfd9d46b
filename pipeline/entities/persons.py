"""Persons: one row for one person across documents.

A full name ("MOTEGI Toshimitsu", "Toshimitsu Motegi") makes an identity; a family name alone ("Mr. Chung, Minister of
Foreign Affairs of the ROK") joins the only identity with that family name and the same state or organization, or stays
one of its own. Persons of two states are never joined. The outcome does not depend on the order of the documents.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import attrgetter

from pipeline.entities.slugs import slug
from pipeline.reading.records import PersonRecord

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


@dataclass(slots=True)
class _Identity:
    """Records of one person, all of the state ``country`` or of none; where and for whom they were told."""

    country: str | None
    records: list[PersonRecord] = field(default_factory=list)
    organizations: set[str | None] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)

    def add(self, record: PersonRecord) -> None:
        self.records.append(record)
        self.organizations.add(record.organization_id)
        self.documents.add(record.document_id)

    def organization(self) -> str | None:
        """The commonest one, the first by its id among equals."""
        counted = Counter(record.organization_id for record in self.records if record.organization_id is not None)
        return min(counted, key=lambda each: (-counted[each], each)) if counted else None

    def best(self) -> PersonRecord:
        """The fullest record of the surest rule."""
        return self.records[0] if len(self.records) == 1 else min(self.records, key=_worth)


def _worth(record: PersonRecord) -> tuple[bool, int, int, str, str, str]:
    """How well a record tells the name; the smaller, the better."""
    return (
        record.given_name is None,
        _SURENESS.get(record.method, 9),
        -len(record.given_name or ""),
        record.family_name,
        record.given_name or "",
        record.person_key,
    )


def resolve(persons: Iterable[PersonRecord]) -> tuple[dict[str, str], list[PersonRow]]:
    """Identify the persons of all documents.

    Returns the ``person_id`` of every ``person_key``, and the rows of ``persons`` sorted by id.
    """
    records = sorted(persons, key=attrgetter("person_key"))
    identities = _full_identities(record for record in records if record.given_name is not None)
    by_family: dict[str, list[_Identity]] = {}
    for identity in identities:
        for family in {slug(record.family_name) for record in identity.records}:
            by_family.setdefault(family, []).append(identity)
    alone: dict[tuple[str, str | None, str | None], _Identity] = {}
    for record in records:
        if record.given_name is not None:
            continue
        family = slug(record.family_name)
        fitting = _fitting(by_family.get(family, ()), record)
        if len(fitting) == 1:
            fitting[0].add(record)
            continue
        key = (family, record.country_iso3, record.organization_id)
        if key not in alone:
            alone[key] = _Identity(record.country_iso3)
        alone[key].add(record)
    return _rows([*identities, *alone.values()])


def _full_identities(records: Iterable[PersonRecord]) -> list[_Identity]:
    """Group full names: the same two names in either order, given names that agree, and no two states."""
    groups: dict[tuple[str, str], list[PersonRecord]] = {}
    for record in records:
        family, given = slug(record.family_name), slug(record.given_name or "").split("-")[0]
        groups.setdefault((family, given) if family < given else (given, family), []).append(record)
    found: list[_Identity] = []
    for group in groups.values():
        split: dict[str | None, _Identity] = {}
        unplaced = []
        for record in group:
            if record.country_iso3 is None:
                unplaced.append(record)
                continue
            if record.country_iso3 not in split:
                split[record.country_iso3] = _Identity(record.country_iso3)
            split[record.country_iso3].add(record)
        if unplaced:
            # A person without a state is the one of the only state; else one of an organization.
            target = next(iter(split.values())) if len(split) == 1 else split.setdefault(None, _Identity(None))
            for record in unplaced:
                target.add(record)
        found += split.values()
    return found


def _fitting(identities: Iterable[_Identity], record: PersonRecord) -> list[_Identity]:
    """Those with the state, else the organization, else a document of the record."""
    if record.country_iso3 is not None:
        return [each for each in identities if each.country == record.country_iso3]
    if record.organization_id is not None:
        return [each for each in identities if record.organization_id in each.organizations]
    return [each for each in identities if record.document_id in each.documents]


def _rows(identities: Iterable[_Identity]) -> tuple[dict[str, str], list[PersonRow]]:
    taken: dict[str, int] = {}
    ids: dict[str, str] = {}
    rows: list[PersonRow] = []
    described = [(_describe(identity), identity) for identity in identities]
    described.sort(key=lambda each: (each[0].person_id, min(record.person_key for record in each[1].records)))
    for row, identity in described:
        base = row.person_id
        taken[base] = taken.get(base, 0) + 1
        if taken[base] > 1:
            row = replace(row, person_id=f"{base}-{taken[base]}")
        for record in identity.records:
            ids[record.person_key] = row.person_id
        rows.append(row)
    rows.sort(key=attrgetter("person_id"))
    return ids, rows


def _describe(identity: _Identity) -> PersonRow:
    """An identity's row; its id is that of the first such identity.

    The id names state or organization, family name and first given name: longer given names elsewhere do not change it.
    """
    best, country = identity.best(), identity.country
    organization = identity.organization() if country is None else None
    given = slug(best.given_name.split()[0]) if best.given_name else None
    parts = (slug(country or organization or "person"), slug(best.family_name), given)
    if best.given_name is None:
        display = best.family_name
    elif country in _FAMILY_FIRST:
        display = f"{best.family_name} {best.given_name}"
    else:
        display = f"{best.given_name} {best.family_name}"
    forms = sorted({alias for record in identity.records for alias in record.aliases})
    return PersonRow(
        person_id="-".join(part for part in parts if part),
        family_name=best.family_name,
        given_name=best.given_name,
        display_name=display,
        country_iso3=country,
        organization_id=organization,
        aliases=" | ".join(forms) or None,
    )
