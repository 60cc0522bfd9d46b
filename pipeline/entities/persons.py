"""Persons: one row for one person across documents.

A full name ("MOTEGI Toshimitsu", "Toshimitsu Motegi") makes an identity; a family name alone ("Mr. Chung, Minister of
Foreign Affairs of the ROK") joins the only identity with that family name and the same state or organization, or stays
one of its own. Persons of two states are never joined. The outcome does not depend on the order of the documents.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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
    records: list[PersonRecord] = field(default_factory=list)

    def country(self) -> str | None:
        return _commonest(record.country_iso3 for record in self.records)

    def organization(self) -> str | None:
        return _commonest(record.organization_id for record in self.records)

    def best(self) -> PersonRecord:
        return min(
            self.records,
            key=lambda r: (
                r.given_name is None,
                _SURENESS.get(r.method, 9),
                -len(r.given_name or ""),
                r.family_name,
                r.given_name or "",
                r.person_key,
            ),
        )


def resolve(persons: Iterable[PersonRecord]) -> tuple[dict[str, str], list[PersonRow]]:
    """Identify the persons of all documents.

    Returns the ``person_id`` of every ``person_key``, and the rows of ``persons`` sorted by id.
    """
    records = sorted(persons, key=lambda record: record.person_key)
    full = [record for record in records if record.given_name is not None]
    short = [record for record in records if record.given_name is None]
    identities = _full_identities(full)
    by_family: dict[str, list[_Identity]] = {}
    for identity in identities:
        for family in sorted({slug(record.family_name) for record in identity.records}):
            by_family.setdefault(family, []).append(identity)
    alone: dict[tuple[str, str | None, str | None], _Identity] = {}
    for record in short:
        family = slug(record.family_name)
        fitting = [i for i in by_family.get(family, []) if _same_affiliation(i, record)]
        if len(fitting) == 1:
            fitting[0].records.append(record)
            continue
        key = (family, record.country_iso3, record.organization_id)
        alone.setdefault(key, _Identity()).records.append(record)
    return _rows(identities + [alone[key] for key in sorted(alone, key=str)])


def _full_identities(records: Sequence[PersonRecord]) -> list[_Identity]:
    """Group full names: the same two names in either order, given names that agree, and no two states."""
    groups: dict[frozenset[str], list[PersonRecord]] = {}
    for record in records:
        groups.setdefault(
            frozenset({slug(record.family_name), slug(record.given_name or "").split("-")[0]}), []
        ).append(record)
    found: list[_Identity] = []
    for key in sorted(groups, key=sorted):
        split: dict[str, _Identity] = {}
        unplaced = []
        for record in groups[key]:
            if record.country_iso3 is None:
                unplaced.append(record)
            else:
                split.setdefault(record.country_iso3, _Identity()).records.append(record)
        if unplaced:
            # A person without a state is the one of the only state; else one of an organization.
            target = next(iter(split.values())) if len(split) == 1 else split.setdefault("", _Identity())
            target.records += unplaced
        found += split.values()
    return found


def _same_affiliation(identity: _Identity, record: PersonRecord) -> bool:
    if record.country_iso3 is not None:
        return identity.country() in {record.country_iso3}
    if record.organization_id is not None:
        return record.organization_id in {r.organization_id for r in identity.records}
    return any(r.document_id == record.document_id for r in identity.records)


def _rows(identities: Sequence[_Identity]) -> tuple[dict[str, str], list[PersonRow]]:
    taken: dict[str, int] = {}
    ids: dict[str, str] = {}
    rows: list[PersonRow] = []
    for identity in sorted(identities, key=lambda i: (_base_id(i), min(r.person_key for r in i.records))):
        base = _base_id(identity)
        taken[base] = taken.get(base, 0) + 1
        person_id = base if taken[base] == 1 else f"{base}-{taken[base]}"
        for record in identity.records:
            ids[record.person_key] = person_id
        rows.append(_row(person_id, identity))
    rows.sort(key=lambda row: row.person_id)
    return ids, rows


def _base_id(identity: _Identity) -> str:
    """State or organization, family name and first given name: longer given names elsewhere do not change it."""
    best = identity.best()
    affiliation = identity.country() or identity.organization() or "person"
    given = slug(best.given_name.split()[0]) if best.given_name else None
    return "-".join(part for part in (slug(affiliation), slug(best.family_name), given) if part)


def _row(person_id: str, identity: _Identity) -> PersonRow:
    best = identity.best()
    country = identity.country()
    forms = sorted({alias for record in identity.records for alias in record.aliases})
    if best.given_name is None:
        display = best.family_name
    elif country in _FAMILY_FIRST:
        display = f"{best.family_name} {best.given_name}"
    else:
        display = f"{best.given_name} {best.family_name}"
    organization = identity.organization() if country is None else None
    return PersonRow(
        person_id, best.family_name, best.given_name, display, country, organization, " | ".join(forms) or None
    )


def _commonest(values: Iterable[str | None]) -> str | None:
    counted = Counter(value for value in values if value is not None)
    return min(counted, key=lambda value: (-counted[value], value)) if counted else None
