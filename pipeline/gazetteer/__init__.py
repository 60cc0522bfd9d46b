"""Names to ids: countries, organizations and cities, from the reference files in ``pipeline/reference/``.

``find`` reports every mention in a document; ``country``, ``organization`` and ``city`` resolve one phrase. What
belongs here: what a name stands for, and the rules that tell a name from a look-alike ("Mr. Jordan", "Kyoto
Protocol"). What does not: persons, layout, which meeting a mention belongs to.
"""

from pipeline.gazetteer.names import city, country, organization
from pipeline.gazetteer.reference import (
    City,
    Country,
    Organization,
    cities,
    countries,
    country_row,
    organization_row,
    organizations,
)
from pipeline.gazetteer.search import Hit, find

__all__ = [
    "City",
    "Country",
    "Hit",
    "Organization",
    "cities",
    "city",
    "countries",
    "country",
    "country_row",
    "find",
    "organization",
    "organization_row",
    "organizations",
]
