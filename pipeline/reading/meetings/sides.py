"""How many sides met."""

import re
from itertools import pairwise

from pipeline.patterns import holds_any
from pipeline.reading.cast import COUNTERPART, Cast, Member
from pipeline.reading.meetings.unit_text import UnitText

_WITHOUT_SIDES = frozenset({"speech", "ceremony", "press", "other", "reception"})
_NAMED_GROUP = re.compile(
    r"\b(?:G4|G7|G8|G20|G77|ASEAN\b(?!\s(?:Secretar|Secretariat))|CARICOM|Quad|PALM|TICAD|BRICS|Friends of"
    r"|Pacific Island|Visegrad|V4|Baltic|APEC|EAS|ARF|CELAC|SICA|MERCOSUR|NPDI|ISSG|Central Asia|Mekong)\b"
)
# "ASEAN Secretary-General": a group's officer alone is one side.
_OFFICER_OF_GROUP = re.compile(r"\b(?:Secretary[- ]General|Chair|President of)\b")
_RECEIVED = re.compile(r"(?:received|paid)")
# What follows says with whom, when or on what occasion, no longer what was held.
_BEHIND_OBJECT = re.compile(
    r" with | by (?=the |H\.E\.|M[rs])"
    r"|,? (?:who (?:is|are|was|were)|during (?:his|her|their)|on the (?:margins|sidelines|occasion))\b"
)
_WITH_MANY = re.compile(
    r"\b(?:together with|with) (?:\w+ ){0,2}(?:ministers|leaders|representatives|ambassadors|delegates)"
    r" (?:from|of) (?:other|various|many|several|the member)"
)
# One of these is in whatever _WITH_MANY matches.
_MANY = ("ministers", "leaders", "representatives", "ambassadors", "delegates")
_TRILATERAL = re.compile(r"\b(?:trilateral|three-way)\b", re.IGNORECASE)
_MINISTERS_MEETING = re.compile(r"\b(?:Foreign|Defense|Defence|Trade)?\s?Ministers['’]? Meeting\b|\bMinisterial\b")
_TOOK_PART = re.compile(r"attended|participated|took part|joined")
_MANY_COUNTRIES = re.compile(
    r"\b(?:ambassadors|representatives|ministers|leaders|heads of)\b.{0,60}\b(?:countries|states|members|missions)\b",
    re.IGNORECASE,
)
# "(Attended by the G7 Foreign Ministers …)", "The Foreign Ministers of the G7 members attended."
_ATTENDED_BY_GROUP = re.compile(
    rf"\battended by\b.{{0,80}}{_NAMED_GROUP.pattern}.{{0,80}}\b(?:ministers|leaders|members)\b"
    rf"|{_NAMED_GROUP.pattern}.{{0,400}}\battended\b",
    re.DOTALL | re.IGNORECASE,
)
_HYPHENS = frozenset("-–‐/")
_BY_NUMBER = {2: "bilateral", 3: "trilateral"}


def sides_of(text: UnitText, cast: Cast, kind: str) -> str | None:
    """``bilateral``, ``trilateral`` or ``multilateral``; None where it cannot be told or the kind has no sides."""
    words = text.event_words
    held = _BEHIND_OBJECT.split(words, maxsplit=1)[0]
    if kind == "conference" or _meets_group(text.title, held, words):
        return "multilateral"
    joined = _joined_in_title(text)
    count = max(_parties(cast), len(joined) if len(joined) > 2 else 0)
    if kind in _WITHOUT_SIDES and count < 2:
        return None
    if holds_any(text.told_words, _MANY) and _WITH_MANY.search(text.told_words):
        return "multilateral"
    if count >= 2:
        return _BY_NUMBER.get(count, "multilateral")
    if _TRILATERAL.search(text.title + held):
        return "trilateral"
    if _MINISTERS_MEETING.search(held) and _TOOK_PART.match(words):
        return "multilateral"
    if len(joined) == 2:
        return "bilateral"
    if any(_ATTENDED_BY_GROUP.search(text.page.quote(sentence)) for sentence in text.behind_opening):
        return "multilateral"
    return "multilateral" if _MANY_COUNTRIES.search(words) else None


def _meets_group(title: str, held: str, words: str) -> bool:
    """Whether a standing group met, by its title or by what was ``held``."""
    if _NAMED_GROUP.search(title) and not _OFFICER_OF_GROUP.search(title):
        return True
    return bool(_NAMED_GROUP.search(held.split(" on ")[0])) and not _RECEIVED.match(words)


def _parties(cast: Cast) -> int:
    """How many states and organizations the members stand for; one who stands for none known counts alone."""
    taking_part = [m for m in cast.members if m.role != "attendee" or m.side == COUNTERPART]
    return len({_party(member) or member for member in taking_part})


def _party(member: Member) -> str | None:
    """Whom a member stands for; the institutions of the European Union are one side."""
    party = member.party()
    return "eu" if party is not None and party.startswith("european-") else party


def _joined_in_title(text: UnitText) -> set[str]:
    """The states that a title joins by hyphens ("Japan-U.S.-ROK Foreign Ministers' Meeting")."""
    page = text.page
    if text.unit.heading is not None:
        block = page.blocks[text.unit.heading]
    else:
        title = page.first_block("title")
        if title is None or not text.title:
            return set()
        block = title
    hits = [hit for hit in page.hits_in(block) if hit.entity_type == "country"]
    joined: set[str] = set()
    for first, second in pairwise(hits):
        if page.text[first.end : second.start] in _HYPHENS:
            joined |= {first.entity_id, second.entity_id}
    return joined
