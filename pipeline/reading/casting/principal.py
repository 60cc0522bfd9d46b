"""The home side's person whose page this is."""

from pipeline.reading.names import NamePhrase
from pipeline.reading.page import Page
from pipeline.reading.people import Person
from pipeline.reading.segments import Segmentation


def find_principal(page: Page, segmentation: Segmentation) -> Person | None:
    """The first home person introduced in the lead; on a page with sections else the first one anywhere."""
    candidates = _candidates(page)
    lead = [(page.blocks[k].body_start, page.blocks[k].text_end) for k in segmentation.lead]
    for person, phrase in candidates:
        offset = page.tokens.starts[phrase.first]
        if phrase.title is not None and any(start <= offset < end for start, end in lead):
            return _of_home(page, person)
    return _of_home(page, candidates[0][0]) if candidates and segmentation.sectioned else None


def _candidates(page: Page) -> list[tuple[Person, NamePhrase]]:
    """People of home, and people introduced without a state, as a publisher introduces its own."""
    found = []
    for phrase in page.phrases:
        person = page.people.of(phrase)
        if person is None or page.tokens.depth[phrase.first] > 0:
            continue
        if person.country_iso3 == page.profile.home_iso3 or (not person.affiliated() and phrase.appositive):
            found.append((person, phrase))
    return found


def _of_home(page: Page, person: Person) -> Person:
    person.country_iso3 = person.country_iso3 or page.profile.home_iso3
    return person
