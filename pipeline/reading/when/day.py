"""The day of a meeting: which of the dates in its opening sentence or heading is meant.

Offsets are absolute, in code points of the text handed in, end exclusive.
"""

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.reading.when.dates import WEEKDAY, DateHit, Span, ranges_among, resolve_year, weekday_number

# A character of the same sentence: no full stop but those of titles and initials.
_WITHIN = r"(?:[^.;]|(?<=[A-Z])\.|(?<=Mr)\.|(?<=Ms)\.|(?<=Mrs)\.|(?<=Dr)\.|(?<=Hon)\.)"
_OPENS = re.compile(
    r"(?:[\s•*◦–—-]|\d{1,2}[.)]?\s|\(\w{1,3}\)|\[\w{1,3}\])*(?:(?:on|during|from|between|at|in|late\s+on|early\s+on)\s+)?"
    r"(?:the\s+)?(?:(?:early\s+|late\s+)?(?:morning|afternoon|evening|night)(?:\s+hours)?\s+(?:of\s+|on\s+)?)?(?:the\s+)?",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:on|morning of|afternoon of|evening of|night of)\s+(?:the\s+)?$", re.IGNORECASE)
_ELSEWHEN = re.compile(
    r"\b(?:to attend|to be|scheduled|slated|planned|until|since|by|after|before|prior|following|ahead of"
    r"|which (?:was|will|is)|(?:the|of|dated|next|last|from|adopted|occurred|held)\s*)\b"
    rf"(?:(?!\bon\b){_WITHIN}){{0,70}}(?:\bon\s+)?$",
    re.IGNORECASE,
)
_TIED = re.compile(r"\b(?:since|until|by|before|after|of|from|the|next|following|dated|for|to)\s+$", re.IGNORECASE)
_TRAVELS_BEFORE = re.compile(
    rf"\b(?:visit\w*|stay\w*|trip|tour\w*|travel\w*|in\s+office)\b(?:(?!\b(?:held|met|attended|had)\b){_WITHIN}){{0,120}}$",
    re.IGNORECASE,
)
_TRAVELS_AFTER = re.compile(
    rf"{_WITHIN}{{0,200}}?"
    r"(?:(?<!who )\bvisited\b|\b(?:paid|made|is paying|undertook)\s+(?:an?\s+)?(?:[\w-]+\s+){0,2}visits?\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?P<today>today(?!['’]s)|tonight|(?:earlier\s+)?this\s+(?:morning|afternoon|evening))"
    r"|(?P<yesterday>yesterday(?!['’]s)|last\s+(?:night|evening)))\b",
    re.IGNORECASE,
)
_ON_WEEKDAY = re.compile(rf"\b(?:on\s+|(?:met|spoke|talked)\s+)(?P<w>{WEEKDAY})(?!\w)")


@dataclass(frozen=True, slots=True)
class MainDate:
    """The day chosen; ``date`` is None where its year is unknown, ``hit`` None where it is told by another day."""

    date: dt.date | None
    span: Span
    method: str
    hit: DateHit | None = None
    end_date: dt.date | None = None


def main_date(
    text: str, start: int, end: int, published: dt.date | None, dates: list[DateHit], apart: set[int], near: set[int]
) -> MainDate | None:
    """The meeting's date: the one that opens the text, stands at the clock, is "today", follows "on", or is alone.

    ``apart`` holds the starts of dates that belong to another clock, ``near`` of those at the meeting's own.
    """
    ranges = {each.first.start: each for each in ranges_among(text, start, end, dates)}
    tails = {each.last.start for each in ranges.values()}
    best: tuple[float, int] | None = None
    chosen: DateHit | None = None
    firsts = {each.first.start: each.first for each in ranges.values()}
    for date in sorted({**{each.start: each for each in dates}, **firsts}.values(), key=lambda each: each.start):
        if date.start in apart or (date.start in tails and date.start not in near):
            continue
        span = ranges.get(date.start)
        before = text[max(start, date.start - 130) : date.start]
        if span is not None and (_TRAVELS_BEFORE.search(before) or _TRAVELS_AFTER.match(text, span.end, end)):
            continue
        if _OPENS.fullmatch(text, start, date.start):
            rank = 0.0
        elif date.start in near:
            rank = 1.0
        elif _ON.search(before):
            rank = 2.0 if _ELSEWHEN.search(before) is None else 3.5
        elif before.rstrip()[-1:] in "(（":
            rank = 3.0
        elif span is not None or _TIED.search(before) is None:
            rank = 4.0
        else:
            continue
        if best is None or (rank, date.start) < best:
            best, chosen = (rank, date.start), date
    if published is not None and (best is None or best[0] > 1):
        told = _told_day(text, start, end, published)
        if told is not None and (best is None or told.method != "weekday" or best[0] > 2):
            return told
    if chosen is None:
        return None
    day = resolve_year(chosen, published)
    span = ranges.get(chosen.start)
    if span is None:
        return MainDate(day, (chosen.start, chosen.end), "stated", chosen)
    return MainDate(day, (span.start, span.end), "range", chosen, resolve_year(span.last, day or published))


def _told_day(text: str, start: int, end: int, published: dt.date) -> MainDate | None:
    match = _RELATIVE.search(text, start, end)
    if match is not None:
        if match["today"]:
            return MainDate(published, match.span(), "today")
        return MainDate(published - dt.timedelta(days=1), match.span(), "yesterday")
    match = _ON_WEEKDAY.search(text, start, end)
    if match is None:
        return None
    back = (published.weekday() - weekday_number(match["w"])) % 7
    return MainDate(published - dt.timedelta(days=back), match.span("w"), "weekday")
