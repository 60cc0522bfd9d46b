"""The reference files are whole, agree with each other, and every name in them is found."""

import re
from collections import defaultdict
from importlib.resources import files
from zoneinfo import available_timezones

import pytest

from pipeline.gazetteer import countries, country, find, organization, organizations
from pipeline.gazetteer.reference import cities, country_names, masks

FILES = ["cities.csv", "countries.csv", "country_names.csv", "masks.csv", "organizations.csv"]
KINDS_OF_NAME = {"name", "official", "short", "adjective", "demonym", "abbreviation", "historical", "misspelling"}
KINDS_OF_ORGANIZATION = {
    "international_organization",
    "un_body",
    "regional_organization",
    "forum",
    "agency",
    "ngo",
    "bank",
    "other",
}


@pytest.mark.parametrize("name", FILES)
def test_header_names_source_and_date(name: str) -> None:
    lines = (files("pipeline") / "reference" / name).read_text(encoding="utf-8").splitlines()
    header = [line for line in lines if line.startswith("#")]
    assert header == lines[: len(header)]
    assert any(line.startswith("# Source: ") for line in header)
    assert any(re.fullmatch(r"# Date: \d{4}-\d\d-\d\d", line) for line in header)


def test_codes_are_unique_and_complete() -> None:
    assert len({row.iso3 for row in countries()}) == len({row.iso2 for row in countries()}) == len(countries()) == 250
    assert len({row.name for row in countries()}) == 250
    assert sum(row.status == "state" for row in countries()) == 193 + 2 + 2 + 2
    assert {row.region for row in countries()} == {"Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania"}


def test_every_name_of_a_country_stands_for_one_code() -> None:
    codes = defaultdict(set)
    for row in country_names():
        codes[row.alias].add(row.iso3)
    assert {name: found for name, found in codes.items() if len(found) > 1} == {}
    assert {row.kind for row in country_names()} == KINDS_OF_NAME
    assert {row.iso3 for row in country_names()} == {row.iso3 for row in countries()}


def test_every_state_has_its_name_and_an_adjective() -> None:
    kinds = defaultdict(set)
    for row in country_names():
        kinds[row.iso3].add(row.kind)
    # No usual adjective, or one that a neighbour or a region shares.
    without = {"CAF", "COD", "COG", "DMA", "LIE", "VAT"}
    states = [row.iso3 for row in countries() if row.status == "state"]
    assert {iso3 for iso3 in states if "adjective" not in kinds[iso3]} == without
    assert all("name" in kinds[iso3] for iso3 in states)


def test_every_country_name_resolves_and_is_found() -> None:
    names = {row.iso3: row.name for row in countries()}
    for row in country_names():
        assert country(row.alias) == row.iso3
        hits = find(f"with the {row.alias} today")
        assert [hit.entity_id for hit in hits] in ([row.iso3], [names[row.iso3]]), row


def test_organizations_are_unique_resolve_and_are_found() -> None:
    owners: dict[str, str] = {}
    for row in organizations():
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", row.organization_id)
        for name in filter(None, (row.name, row.acronym, *row.aliases, *row.shared_aliases)):
            assert owners.setdefault(name, row.organization_id) == row.organization_id
            assert organization(name) == row.organization_id
            assert [hit.entity_id for hit in find(f"with the {name} today")] == [row.organization_id], name
    assert {row.kind for row in organizations()} == KINDS_OF_ORGANIZATION


def test_cities_have_a_zone_and_a_country() -> None:
    codes = {row.iso3 for row in countries()}
    zones = available_timezones()
    for row in cities():
        assert row.timezone in zones
        assert row.country_iso3 in codes
    spellings = [name for row in cities() for name in (row.name, *row.aliases)]
    assert len(spellings) == len(set(spellings))
    states = {row.iso3 for row in countries() if row.status == "state"}
    assert states <= {row.country_iso3 for row in cities()}


def test_masks_hide_something_and_are_unique() -> None:
    assert len(masks()) == len(set(masks()))
    assert all(find(f"the {text} was") == [] for text in masks())
