"""One phrase, one id."""

import pytest

from pipeline.gazetteer import city, country, country_row, organization, organization_row


@pytest.mark.parametrize(
    ("phrase", "iso3"),
    [
        ("Germany", "DEU"),
        ("the Federal Republic of Germany", "DEU"),
        ("Republic of Germany", "DEU"),
        ("the Kingdom of Saudi Arabia", "SAU"),
        ("Indonesian", "IDN"),
        ("UK", "GBR"),
        ("the U.S.", "USA"),
        ("U.S", "USA"),
        ("the UK.", "GBR"),
        ("Japan’s", "JPN"),
        ("Japan,", "JPN"),
        ("JAPAN", "JPN"),
        ("Viet\u00a0Nam", "VNM"),
        ("the Republic of\nKorea", "KOR"),
        ("Côte d’Ivoire", "CIV"),
        ("Hong Kong", "HKG"),
        ("us", None),
        ("uk", None),
        ("People's Republic of Korea", None),
        ("New York", None),
        ("EU", None),
        ("", None),
    ],
)
def test_country(phrase: str, iso3: str | None) -> None:
    assert country(phrase) == iso3


@pytest.mark.parametrize(
    ("phrase", "organization_id"),
    [
        ("UN", "un"),
        ("the United Nations", "un"),
        ("UN General Assembly", "unga"),
        ("Security Council", "unsc"),
        ("United Nations Development Programme (UNDP)", "undp"),
        ("United Nations Children’s Fund", "unicef"),
        ("the European Union,", "eu"),
        ("who", None),
        ("Japan", None),
        ("", None),
    ],
)
def test_organization(phrase: str, organization_id: str | None) -> None:
    assert organization(phrase) == organization_id


@pytest.mark.parametrize(
    ("phrase", "name", "zone"),
    [
        ("New York", "New York", "America/New_York"),
        ("New York City", "New York", "America/New_York"),
        ("Washington, D.C.", "Washington, D.C.", "America/New_York"),
        ("Washington D.C", "Washington, D.C.", "America/New_York"),
        ("the Hague", "The Hague", "Europe/Amsterdam"),
        ("Hiroshima, Japan", "Hiroshima", "Asia/Tokyo"),
        ("Singapore", "Singapore", "Asia/Singapore"),
        ("Kiev", "Kyiv", "Europe/Kyiv"),
        ("München", "Munich", "Europe/Berlin"),
    ],
)
def test_city(phrase: str, name: str, zone: str) -> None:
    found = city(phrase)
    assert found is not None
    assert (found.name, found.timezone) == (name, zone)


def test_unknown_city() -> None:
    assert city("Atlantis") is None


def test_rows_by_id() -> None:
    assert country_row("KOR").name == "Republic of Korea"
    assert country_row("KOR").subregion == "Eastern Asia"
    assert organization_row("unsc").name == "United Nations Security Council"
    with pytest.raises(KeyError):
        country_row("SUN")
