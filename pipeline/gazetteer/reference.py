"""The reference files as records, each read once."""

from dataclasses import dataclass
from functools import cache

from pipeline.reference_files import rows


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory of ISO 3166-1. ``region`` and ``subregion`` follow UN M49."""

    iso3: str
    iso2: str
    name: str
    region: str
    subregion: str
    status: str  # "state" or "territory"


@dataclass(frozen=True, slots=True)
class CountryName:
    """One written form of a country's name."""

    iso3: str
    alias: str
    kind: str


@dataclass(frozen=True, slots=True)
class City:
    """A city or other place where ministers meet; ``timezone`` is an IANA zone."""

    name: str
    country_iso3: str
    timezone: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization; ``shared_aliases`` are forms that other bodies bear as well ("Security Council")."""

    organization_id: str
    name: str
    acronym: str | None
    kind: str
    aliases: tuple[str, ...] = ()
    shared_aliases: tuple[str, ...] = ()


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("|")) if joined else ()


@cache
def countries() -> tuple[Country, ...]:
    """All countries and territories, in the order of their codes."""
    return tuple(
        Country(row["iso3"], row["iso2"], row["name"], row["region"], row["subregion"], row["status"])
        for row in rows("countries.csv")
    )


@cache
def country_names() -> tuple[CountryName, ...]:
    """All written forms of country names, in the order of the file."""
    return tuple(CountryName(row["iso3"], row["alias"], row["kind"]) for row in rows("country_names.csv"))


@cache
def cities() -> tuple[City, ...]:
    """All cities, in the order of their names."""
    return tuple(
        City(row["city"], row["country_iso3"], row["timezone"], _split(row["aliases"])) for row in rows("cities.csv")
    )


@cache
def organizations() -> tuple[Organization, ...]:
    """All organizations, in the order of their ids."""
    return tuple(
        Organization(
            row["organization_id"],
            row["name"],
            row["acronym"] or None,
            row["kind"],
            _split(row["aliases"]),
            _split(row["shared_aliases"]),
        )
        for row in rows("organizations.csv")
    )


@cache
def masks() -> tuple[str, ...]:
    """Names in which nothing is found, such as "South China Sea"."""
    return tuple(row["text"] for row in rows("masks.csv"))


@cache
def _countries_by_code() -> dict[str, Country]:
    return {row.iso3: row for row in countries()}


@cache
def _organizations_by_id() -> dict[str, Organization]:
    return {row.organization_id: row for row in organizations()}


def country_row(iso3: str) -> Country:
    """The country with this code; ``KeyError`` for an unknown one."""
    return _countries_by_code()[iso3]


def organization_row(organization_id: str) -> Organization:
    """The organization with this id; ``KeyError`` for an unknown one."""
    return _organizations_by_id()[organization_id]
