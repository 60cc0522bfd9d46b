"""Whom a person stands for: the state or organization that a title names."""

from pipeline import gazetteer
from pipeline.gazetteer import Hit
from pipeline.reading.hits import HitIndex
from pipeline.reading.tokens import Tokens


def affiliation(tokens: Tokens, hits: HitIndex, first: int, last: int) -> Hit | None:
    """The state or organization for which the bearer of the title in the tokens ``first`` to ``last`` stands.

    The state wins ("Representative of the USA to the UN"), unless it is the one that receives or that the organization
    deals with.
    """
    if first >= last:
        return None
    start, end = tokens.span(first, last)
    found = [hit for hit in hits.between(start, end) if hit.entity_type != "place"]
    countries = [hit for hit in found if hit.entity_type == "country"]
    organization = next((hit for hit in found if hit.entity_type == "organization"), None)
    state = gazetteer.country(organization.text.rpartition(" of ")[2]) if organization is not None else None
    if organization is not None and state is not None and not countries:
        # "General Secretary of the Communist Party of Viet Nam": a state's own party or bank.
        return Hit(organization.start, organization.end, "country", state, organization.text, "country:of_organization")
    if organization is not None and _speaks_for(tokens.text, organization, countries, start):
        return organization
    # "Ambassador of Japan to Indonesia", "Ambassador to Japan of …": the state behind "to" receives.
    sending = (hit for hit in countries if not _stands_behind(tokens.text, hit, ("to", "to the", "for")))
    return next(sending, organization)


def _speaks_for(text: str, organization: Hit, countries: list[Hit], start: int) -> bool:
    """Whether the title that begins at ``start`` is the organization's own, before the states it names."""
    if not countries:
        return True
    if organization.start > countries[0].start or _stands_behind(text, organization, ("to", "to the")):
        return False
    # "Special Representative of the UN Secretary-General for Afghanistan" speaks for the organization,
    # "Director of the National Economic Council of the United States" for the state.
    of_state = " of " in text[organization.end : countries[0].start]
    return not of_state or "Secretary-General" in text[start : organization.start]


def _stands_behind(text: str, hit: Hit, words: tuple[str, ...]) -> bool:
    return text[max(0, hit.start - 8) : hit.start].rstrip().endswith(words)
