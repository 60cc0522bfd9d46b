"""What a publisher's pages look like, as data: everything that reading must know of a publisher and nothing else."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A habit of a publisher and how much it weighs.

    ``signs`` are words in small letters, as ``str.casefold`` gives them, one of which is in whatever the pattern
    matches: where none is on the page, the search can be spared. A pattern that ignores case also takes "ı" for "i", so
    its signs must do without that letter.
    """

    pattern: re.Pattern[str]
    weight: int
    signs: tuple[str, ...] = ()

    def is_in(self, text: str, signs: AbstractSet[str]) -> bool:
        """Whether ``text`` shows the habit; ``signs`` are all signs that are in the same text case-folded."""
        if self.signs and signs.isdisjoint(self.signs):
            return False
        return self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class Profile:
    """How one publisher's pages look.

    ``name`` is the value of ``documents.source``; ``site`` the address of the publisher's site; ``terms`` those that
    its pages may be used under, and ``licence`` the SPDX id of the licence that they amount to; ``home_iso3`` the state
    that publishes; ``zone`` the IANA zone of its capital; ``language`` ISO 639-1. ``collection_line`` matches a first
    line that names the site's section; ``footer_line`` a line from which on nothing belongs to the readout. ``marks``
    are the publisher's habits: the profile whose marks weigh most reads the page, if they reach ``threshold``.
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
    marks: tuple[Mark, ...]
    threshold: int = 2

    def weight(self, sample: str, signs: AbstractSet[str]) -> int:
        """What the publisher's habits weigh that a sample of a page shows; ``signs`` are the signs that are in it."""
        return sum(mark.weight for mark in self.marks if mark.is_in(sample, signs))


def sample_of(text: str) -> tuple[str, str]:
    """The beginning and the end of a page, as they are and case-folded.

    A line feed stands before them, so that the pattern of a line can begin with one: then the search skips from line to
    line, and ``^`` does not.
    """
    sample = "\n" + (text if len(text) <= 8000 else text[:6000] + "\n" + text[-2000:])
    return sample, sample.casefold()
