"""Dates, clocks, zones and durations of one opening in a row, and which of them belong together.

What stands between two neighbours decides: connecting words and punctuation link them, parentheses set them apart.
Offsets are absolute, in code points of the text handed in, end exclusive.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipeline.reading.when.clocks import ClockHit, find_clocks, settle_pair
from pipeline.reading.when.dates import DateHit
from pipeline.reading.when.durations import DurationHit
from pipeline.reading.when.zones import ZoneHit, find_zones, read_zone

_LINK = re.compile(
    r"(?:[\s,;:.()（）\[\]/–-]|\b(?:on|at|of|in|from|the|for|to|until|till|and|or|a|an|commencing|starting|beginning"
    r"|around|about|approximately|early|late|morning|afternoon|evening|night|noon|same|hereinafter|hereafter|between"
    r"|which|is|i\.e|corresponding)\b)*",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"[\s,]*(?:[)）][\s,]*)?(?:(?:and\s+)?(?:to|until|till|through)|[-–—~〜]|(?P<weak>and)|(?:and\s+)?end(?:ing|ed)\s+at)\s*"
    r"(?:around|about|approximately|approx\.?)?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+(?:around|about|approximately)?\s*$", re.IGNORECASE)
_DAY = re.compile(
    r"\b(?:on\s+)?(?:(?P<next>(?:the\s+)?(?:following|next)\s+day|the\s+day\s+after)|(?P<same>(?:the\s+)?same\s+day)"
    r"|(?P<back>(?:the\s+)?(?:previous|preceding)\s+day|the\s+day\s+before)"
    r"|(?:the\s+)?(?P<day>[12]?\d(?:st|nd|rd|th)|3[01](?:st|th))(?=[\s,]+(?:JST|[Jj]apan|local)))\b",
    re.IGNORECASE,
)
# Whether to look for such days at all; most openings have none, and the look is dear.
_DAY_SIGN = re.compile(r"[Dd\d](?:(?<=[Dd])ay\b(?<!\w{4})|(?<=\d)(?:st|nd|rd|th)\b)")
_OPENING = re.compile(r"[(（]")
_PARENTHESES = re.compile(r"[()（）]")


class DayHit(NamedTuple):
    """A day told by another: ``shift`` days from the main date, or a day of the month."""

    start: int
    end: int
    shift: int | None
    day: int | None


Hit = DateHit | ClockHit | ZoneHit | DurationHit | DayHit


@dataclass(slots=True)
class Token:
    """A hit in its place: parenthesis depth, whether only connecting words part it from the one before."""

    hit: Hit
    start: int
    end: int
    depth: int
    linked: bool
    same_parenthesis: bool
    gap: str


@dataclass(slots=True)
class Clock:
    """A clock with what belongs to it."""

    token: int
    hit: ClockHit
    zone: ZoneHit | None = None
    date: DateHit | DayHit | None = None
    local: bool = False
    end: "Clock | None" = None
    is_end: bool = False


def _find_days(text: str, start: int, end: int) -> list[DayHit]:
    if not _DAY_SIGN.search(text, start, end):
        return []
    return [
        DayHit(
            match.start(),
            match.end(),
            1 if match["next"] else 0 if match["same"] else -1 if match["back"] else None,
            int(match["day"][:-2]) if match["day"] else None,
        )
        for match in _DAY.finditer(text, start, end)
    ]


def line_up(text: str, start: int, end: int, dates: list[DateHit], durations: list[DurationHit]) -> list[Token]:
    """All that ``text[start:end]`` says about time, in order; of two that overlap the first stays."""
    found: list[Hit] = [
        *dates,
        *durations,
        *find_clocks(text, start, end),
        *find_zones(text, start, end),
        *_find_days(text, start, end),
    ]
    found.sort(key=lambda hit: (hit.start, -hit.end))
    tokens: list[Token] = []
    at, depth = start, 0
    for hit in found:
        begin, stop = hit.start, hit.end
        if begin < at:
            continue
        gap = text[at:begin]
        signs = _PARENTHESES.findall(gap)
        for sign in signs:
            depth = depth + 1 if sign in "(（" else max(0, depth - 1)
        linked = bool(tokens) and _LINK.fullmatch(gap) is not None
        tokens.append(Token(hit, begin, stop, depth, linked, not signs, gap))
        if isinstance(hit, ZoneHit) and ")" in text[begin:stop]:
            depth = max(0, depth - 1)
        at = stop
    return tokens


def _zone_goes_ahead(tokens: list[Token], index: int, zone: ZoneHit) -> bool:
    """Whether a zone that opens a parenthesis names the clock after it: "(JST: March 19, 1:32 a.m.)"."""
    token = tokens[index]
    if zone.is_local or not _OPENING.search(token.gap):
        return False
    for later, following in enumerate(tokens[index + 1 :], start=index + 1):
        if not following.same_parenthesis or not following.linked or ";" in following.gap:
            return False  # "6:10 p.m. (JST; 11:10 a.m. in Madrid)": the zone of the clock before
        if isinstance(following.hit, ClockHit):
            after = next((each for each in tokens[later + 1 :] if not isinstance(each.hit, DateHit | DayHit)), None)
            named = after is not None and after.linked and after.same_parenthesis and isinstance(after.hit, ZoneHit)
            if named:
                return False
            return ":" in tokens[index + 1].gap or read_zone(zone.name, lambda _: None).iana == "Asia/Tokyo"
        if not isinstance(following.hit, DateHit | DayHit):
            return False
    return False


def _attach_zones(tokens: list[Token], clocks: list[Clock]) -> None:
    by_token = {clock.token: clock for clock in clocks}
    for index, token in enumerate(tokens):
        zone = token.hit
        if not isinstance(zone, ZoneHit):
            continue
        target: Clock | None = None
        if _zone_goes_ahead(tokens, index, zone):
            target = next(clock for clock in clocks if clock.token > index)
        else:
            back = index
            while back > 0 and tokens[back].linked:
                back -= 1
                if back in by_token:
                    target = by_token[back]
                    break
            # "On May 1 (New York time), commencing at ...", or "(local time)" at the end of the sentence.
            opens = token.depth > 0 and not token.same_parenthesis
            ahead = token.linked and isinstance(tokens[index - 1].hit, DateHit)
            if target is None and opens and clocks and (ahead or (not zone.is_letters and clocks[0].token < index)):
                target = clocks[0]
        if target is None:
            continue
        if zone.is_local:
            target.local = True
        elif target.zone is None:
            target.zone = zone


def _attach_dates(tokens: list[Token], clocks: list[Clock]) -> None:
    taken: set[int] = set()
    for clock in clocks:
        left = clock.token - 1
        if left >= 0 and left not in taken and isinstance(tokens[left].hit, DateHit | DayHit):
            here = tokens[clock.token]
            if here.linked and here.same_parenthesis and _UNTIL.fullmatch(here.gap) is None:
                clock.date = _day(tokens[left])
                taken.add(left)
                continue
        right = clock.token + 1
        while (
            right < len(tokens) and tokens[right].linked and (tokens[right].same_parenthesis or right > clock.token + 1)
        ):
            hit = tokens[right].hit
            if isinstance(hit, DateHit | DayHit):
                if tokens[right].same_parenthesis or tokens[right].depth == tokens[clock.token].depth:
                    clock.date = _day(tokens[right])
                    taken.add(right)
                break
            if not isinstance(hit, ZoneHit) or not tokens[right].same_parenthesis:
                break
            right += 1


def _day(token: Token) -> DateHit | DayHit | None:
    return token.hit if isinstance(token.hit, DateHit | DayHit) else None


def _pair_ranges(text: str, tokens: list[Token], clocks: list[Clock]) -> None:
    for first, last in pairwise(clocks):
        if first.is_end:
            continue
        between = tokens[first.token + 1 : last.token + 1]
        if any(isinstance(token.hit, ClockHit) for token in between[:-1]) or not all(
            token.linked or token is between[-1] for token in between
        ):
            continue
        # The sign stands before the second clock, or before the date that leads to it.
        sign = next((match for token in between if (match := _UNTIL.fullmatch(token.gap))), None)
        if sign is None:
            continue
        if sign["weak"] and _BETWEEN.search(text, max(0, first.hit.start - 30), first.hit.start) is None:
            continue
        first.end, last.is_end = last, True
        first.hit, last.hit = settle_pair(first.hit, last.hit)
        zone = first.zone or last.zone
        first.zone = last.zone = zone
        first.local = last.local = first.local or last.local


def clocks_of(text: str, tokens: list[Token]) -> list[Clock]:
    """The clocks among the tokens, each with its zone, its date and, for "from ... to ...", its end."""
    clocks = [Clock(index, token.hit) for index, token in enumerate(tokens) if isinstance(token.hit, ClockHit)]
    if clocks:
        _attach_zones(tokens, clocks)
        _attach_dates(tokens, clocks)
        _pair_ranges(text, tokens, clocks)
    return clocks


def second_clock_of(tokens: list[Token], clocks: list[Clock], main: Clock) -> Clock | None:
    """The clock that tells the main clock's moment once more, elsewhere."""
    depth = tokens[main.token].depth
    for clock in clocks:
        if clock.token <= main.token or clock.is_end:
            continue
        token = tokens[clock.token]
        inside = token.depth > depth
        if not inside and not (clock.zone is not None and token.linked):
            if token.depth <= depth:
                return None
            continue
        if clock.zone is not None and clock.zone is not main.zone:
            return clock
        if inside and (main.local or (clock.local and main.zone is not None)):
            return clock
        if inside and main.zone is not None and clock.zone is None and token.linked:
            return clock
    return None
