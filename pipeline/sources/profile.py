"""What a publisher's pages look like, as data: everything that reading must know of a publisher and nothing else."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """How one publisher's pages look.

    ``name`` is the value of ``documents.source``; ``site`` the address of the publisher's site; ``terms`` those that
    its pages may be used under, and ``licence`` the SPDX id of the licence that they amount to; ``home_iso3`` the state
    that publishes; ``zone`` the IANA zone of its capital; ``language`` ISO 639-1. ``collection_line`` matches a first
    line that names the site's section; ``footer_line`` a line from which on nothing belongs to the readout. ``marks``
    are patterns of the publisher's habits with a weight each: the profile whose marks weigh most reads the page, if
    they reach ``threshold``.
    """

    name: str
    publisher: str
    site: str
    terms: str
    licence: str
    home_iso3: str
    zone: str
    language: str
    collection_line: re.Pattern[str]
    footer_line: re.Pattern[str]
    marks: tuple[tuple[re.Pattern[str], int], ...]
    threshold: int = 2

    def weight(self, text: str) -> int:
        """How many of the publisher's habits the beginning and the end of ``text`` show."""
        sample = text if len(text) <= 8000 else text[:6000] + "\n" + text[-2000:]
        return sum(weight for pattern, weight in self.marks if pattern.search(sample))
