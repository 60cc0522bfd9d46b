"""How long a meeting took, as readout pages say it, and the sum over its parts.

Offsets are absolute, in code points of the text handed in, end exclusive.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {
    "a": 1, "an": 1,
    **{word: value for value, word in enumerate(_UNITS, start=1)},
    **{word: value for value, word in enumerate(_TEENS, start=10)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
}  # fmt: skip

_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-]+(?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_UNITS)})"
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d)?|(?:an?|one|two)\s+hundred(?:\s+(?:and\s+)?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED}|an?)"
_HOUR = r"[\s-]*(?:hours?|hrs?\b\.?)"
_MINUTE = r"[\s-]*(?:minutes?|mins?\b\.?)"
_QUANTITY = re.compile(
    r"(?<![\w.:])(?=[\dafhnoste])(?:"
    r"(?P<part>three[\s-]+quarters\s+of\s+an\s+hour|(?:a|one)\s+quarter\s+of\s+an\s+hour|(?:an?\s+)?half(?:\s+an|\s+a)?[\s-]+hour)"
    rf"|(?P<halves>{_NUMBER})(?:[\s-]+and[\s-]+a[\s-]+half|\s*½){_HOUR}"
    rf"|(?P<hours>{_NUMBER}){_HOUR}(?:(?P<half>[\s-]+and[\s-]+a[\s-]+half)"
    rf"|(?P<quarter>\s+and\s+a\s+quarter)|,?(?:\s+and)?\s*(?P<rest>{_NUMBER}){_MINUTE})?"
    rf"|(?P<minutes>{_NUMBER}){_MINUTE}"
    r")(?![A-Za-z])(?P<after>\s+or\s+(?:so|more)\b)?"
    r"(?!\s+(?:ago|later|earlier|late|before|after|away|behind|ahead|notice|per|an?\s+(?:day|week)|a\s+year)\b)",
    re.IGNORECASE,
)
_APPROXIMATE = (
    r"(?:approximately|approx\b\.?|about|around|roughly|nearly|almost|some|over|(?:(?:a\s+)?little|slightly|just|well)\s+"
    r"(?:over|under|more\s+than|less\s+than)|more\s+than|less\s+than|no\s+less\s+than|under|close\s+to|at\s+least"
    r"|up\s+to|circa|an\s+estimated|an\s+average\s+of)"
)
_EVENT = (
    r"(?:meetings?|talks?|calls?|conversations?|sessions?|dialogues?|conferences?|discussions?|lunch(?:eon)?s?|dinners?"
    r"|breakfasts?|banquets?|summits?|consultations?|exchanges?|receptions?|teleconferences?)"
)
# It begins with a mark or with one of these letters, which spares the other characters every look at its words.
_CONTEXT = re.compile(
    rf"(?=[a-fjl-pr-uw:：(（;,])(?P<early>{_APPROXIMATE}\s+(?:a\s+)?)?"
    r"(?:(?P<word>\b(?:for|lasted|lasting|lasts|took|taking|spanning|spent|ran|running|continued|total+(?:l?ed|l?ing)|duration|was)\b"
    rf"|\b(?P<total>total\s+of)|\b(?:{_EVENT}|duration|period)\s+of)|(?P<mark>[:：(（])|(?P<weak>[;,]))\s*"
    r"(?P<sum>(?:a|in)\s+total\s+of\s+|(?:a|the)\s+(?:period|space|duration)\s+of\s+|the\s+full\s+|exactly\s+)?"
    rf"(?P<approximate>(?:{_APPROXIMATE}\s*)*)$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(rf"(?:[\s-]*long)?\s+(?:[\w-]+\s+){{0,3}}?{_EVENT}\b", re.IGNORECASE)
_OTHER_MATTER = re.compile(
    r"\b(?:cease-?fire|truce|suspen\w+|paus\w+|halt\w*|curfew|flights?|driv\w+|travel\w*|delay\w*|notice|blackout|every"
    r"|ultimatum|previous|last\s+time)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    r"\s+(?:of\s+)?(?:cease-?fire|truce|humanitarian|flight|drive|travel|delay|notice)\b", re.IGNORECASE
)
_INSIDE = re.compile(r"\b(?:includ(?:ing|es|ed)|of\s+which|out\s+of\s+which)\b[^,;.]{0,60}$", re.IGNORECASE)
_PART = re.compile(
    rf"\b(?:{_EVENT}|ceremony|signing|occasion|announcement|t[eê]te-[aà]-t[eê]te|one-on-one|part|round|format|tea|walk|tour"
    r"|commencing|starting|followed|another)\b",
    re.IGNORECASE,
)
# The first letter comes before all else, so that the search can skip to it.
_UNIT = re.compile(r"[HhMm](?:(?<=[Hh])(?:ours?|rs?)|(?<=[Mm])(?:inutes?|ins?))\b")
# How far a quantity reaches on either side of its unit: "one hundred and twenty-five minutes".
_REACH = 48
_LONGEST = 12 * 60


class DurationHit(NamedTuple):
    """A stated duration in minutes; ``is_total`` where the text calls it the total."""

    start: int
    end: int
    minutes: int
    approximate: bool
    is_total: bool


class Total(NamedTuple):
    """The duration of one meeting: ``method`` is "stated" for one duration, "sum" over several parts."""

    start: int
    end: int
    minutes: int
    approximate: bool
    method: str


def _value(words: str) -> float:
    if words[0].isdigit():
        return float(words)
    total = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "hundred":
            total = (total or 1) * 100
        elif word != "and":
            total += _VALUES[word]
    return total


def _minutes(match: re.Match[str]) -> int:
    part = match["part"]
    if part:
        word = part.lower()
        return 45 if word.startswith("three") else 15 if "quarter" in word else 30
    if match["halves"]:
        return round(60 * _value(match["halves"]) + 30)
    if match["hours"]:
        extra = 30.0 if match["half"] else 15.0 if match["quarter"] else _value(match["rest"]) if match["rest"] else 0.0
        return round(60 * _value(match["hours"]) + extra)
    return round(_value(match["minutes"]))


def _quantities(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The quantities of time, looked for around the words for units only: trying every word costs ten times as much."""
    at = start
    for unit in _UNIT.finditer(text, start, end):
        if unit.start() >= at:
            for place in _QUANTITY.finditer(text, max(at, unit.start() - _REACH), min(end, unit.end() + _REACH)):
                # The window may have cut the quantity short.
                match = _QUANTITY.match(text, place.start(), end)
                if match is not None and match.start() >= at:
                    yield match
                    at = match.end()


def find_durations(text: str, start: int, end: int) -> list[DurationHit]:
    """The durations of ``text[start:end]`` that say how long something took, in order.

    Counted are those after "for", "lasted", "total of", a colon or an opening parenthesis, and adjectives such as
    "a 30-minute meeting"; not those of a ceasefire or a flight, nor any above twelve hours.
    """
    hits: list[DurationHit] = []
    for match in _quantities(text, start, end):
        at, before = match.start(), max(start, match.start() - 60)
        context = _CONTEXT.search(text[before:at])
        minutes = _minutes(match)
        if not 0 < minutes <= _LONGEST:
            continue
        approximate, total = bool(match["after"]), False
        if context is not None:
            if context["weak"] and not context["approximate"]:
                continue
            approximate = approximate or bool(context["approximate"] or context["early"])
            total = bool(context["total"] or (context["sum"] and "total" in context["sum"].lower()))
            begin = before + context.start("approximate") if context["approximate"] else at
            cause = before + context.start()
        elif ("-" in match[0] or text[match.end() : match.end() + 1] == "-") and _ADJECTIVE.match(
            text, match.end(), end
        ):
            begin = cause = at
        else:
            continue
        if _OTHER_MATTER.search(text[max(start, cause - 60) : cause]) or _OTHER_AFTER.match(text, match.end(), end):
            continue
        hits.append(DurationHit(begin, match.end(), minutes, approximate, total))
    return hits


def add_up(text: str, hits: Sequence[DurationHit]) -> Total | None:
    """The duration of the one meeting that ``hits`` speak of, None if there are none.

    A total stands alone; a duration "including" another counts once; the parts of a meeting (a meeting and the meal
    that followed) add up.
    """
    if not hits:
        return None
    for hit in hits:
        if hit.is_total:
            return Total(hit.start, hit.end, hit.minutes, hit.approximate, "stated")
    counted = [hits[0]]
    for hit in hits[1:]:
        between = text[counted[-1].end : hit.start]
        if _INSIDE.search(between) is None and _PART.search(between) is not None:
            counted.append(hit)
    if len(counted) > 2 and counted[0].minutes == sum(hit.minutes for hit in counted[1:]):
        # "for 40 minutes (15 minutes in a small group and 25 minutes with the delegations)"
        counted = counted[:1]
    return Total(
        counted[0].start,
        counted[-1].end,
        sum(hit.minutes for hit in counted),
        any(hit.approximate for hit in counted),
        "sum" if len(counted) > 1 else "stated",
    )
