"""Presence: whether a person whom a sentence names took part, and as what."""

import re

from pipeline.reading.lexicon import verb_forms
from pipeline.reading.names import NamePhrase
from pipeline.reading.page import Page, Sentence
from pipeline.reading.tokens import Tokens

_ATTENDED = re.compile(
    r"\b(?:attend(?:ed|ees?|ing)|(?:was|were) (?:also )?present|(?:co-?chaired|chaired|represented) by|took part"
    r"|also (?:present|participated|joined|took part)|joined (?:them|the)|accompanied|sat in|from the \w+ side)\b",
    re.IGNORECASE,
)
_HOME_SIDE = re.compile(r"\bJapan(?:ese)? side\b")
_CHAIRED = re.compile(
    r"(?:,\s|\()?[^.]{0,50}?\b(?:co-?chaired|chaired|served as the chair|\(?(?:co-)?chair\b|who chaired)"
)
_HOSTED = re.compile(r"[^.]{0,30}?\b(?:co-?hosted|hosted)\b")
_NOT_PRESENT = frozenset("for of late than about behalf under despite regarding without".split())
_ORGANIZED = frozenset("hosted organized organised founded convened".split())
_THIS_EVENT = frozenset("which meeting luncheon lunch dinner breakfast banquet".split())
_CHAIRMANSHIPS = frozenset("chairmanship chairpersonship presidency chairship".split())
_SMALL_ADVERBS = frozenset("also then further again once".split())
_BEFORE_SPEAKER = frozenset([",", *"and response reply while which the".split()])


def tells_of_attendance(words: str) -> bool:
    """Whether words say who attended."""
    return bool(_ATTENDED.search(words))


def merely_mentioned(tokens: Tokens, phrase: NamePhrase, heading: bool = False) -> bool:
    """ "the state funeral for former Prime Minister Abe", "the appointment of Mr. Yamamoto".

    In a ``heading`` "of" and "for" name those who met.
    """
    k = phrase.first - 1
    if k >= 0 and tokens.lower[k] == "the":
        k -= 1
    if k < 0:
        return False
    before = tokens.lower[k]
    if before == "by":
        # "to attend the summit hosted by X" tells of another event, "the meeting, which was hosted by X" of this one.
        another = not _THIS_EVENT & set(tokens.lower[max(0, k - 4) : k - 1])
        return not heading and another and tokens.lower[k - 1] in _ORGANIZED
    if before == "of" and tokens.lower[k - 1] in _CHAIRMANSHIPS:
        return False
    if before == "and" or (heading and before in {"of", "for"}):
        return False
    return before in _NOT_PRESENT or (phrase.title is not None and phrase.title.casefold().startswith("late "))


def listed_as_attending(tokens: Tokens, phrase: NamePhrase, sentence: Sentence) -> bool:
    """Whether the parenthesis around a phrase is an attendance list."""
    depth = tokens.depth
    inner = depth[phrase.first]
    first, last = phrase.first, phrase.last
    while first > sentence.first and depth[first - 1] >= inner:
        first -= 1
    while last < sentence.last and depth[last] >= inner:
        last += 1
    words = tokens.slice(first, last)
    return tells_of_attendance(words) or bool(_HOME_SIDE.search(words))


def role_of(tokens: Tokens, phrase: NamePhrase, sentence: Sentence) -> str:
    """``chair`` or ``host`` where the words behind the name say so, else ``principal``."""
    behind = tokens.slice(phrase.last, min(phrase.last + 12, sentence.last)).lower()
    if "chair" in behind and _CHAIRED.match(behind):
        return "chair"
    return "host" if "hosted" in behind and _HOSTED.match(behind) else "principal"


def speaks(tokens: Tokens, phrase: NamePhrase, sentence: Sentence) -> bool:
    """Whether a reporting verb in the past follows the name directly, with adverbs between."""
    begin = phrase.last
    if not phrase.appositive and tokens.lower[begin : begin + 1] == ["of"]:
        # "President Biden of the United States stated"
        begin += 2 if tokens.lower[begin + 1 : begin + 2] == ["the"] else 1
        while begin < sentence.last and (tokens.words[begin][0].isupper() or tokens.lower[begin] in {"of", "and"}):
            begin += 1
    if tokens.lower[begin : begin + 2] == [",", "who"]:
        return True
    for k in range(begin, min(begin + 4, sentence.last)):
        if _reports(tokens.lower[k]):
            return True
        if not tokens.lower[k].endswith("ly") and tokens.lower[k] not in _SMALL_ADVERBS:
            return False
    return False


def speaks_in_clause(tokens: Tokens, phrase: NamePhrase, sentence: Sentence) -> bool:
    """Whether a reporting verb follows a subject, directly or behind "and the representatives of …"."""
    before = tokens.lower[phrase.first - 1] if phrase.first > sentence.first else ","
    behind = tokens.lower[phrase.last : min(phrase.last + 25, sentence.last)]
    return before in _BEFORE_SPEAKER and any(_reports(word) for word in behind)


def is_foreign(page: Page, phrase: NamePhrase) -> bool:
    """Whether a phrase names somebody of another state or of an organization."""
    person = page.people.of(phrase)
    country = phrase.country_iso3 or (person.country_iso3 if person is not None else None)
    if country is not None and country != page.profile.home_iso3:
        return True
    return phrase.organization_id is not None or (person is not None and person.organization_id is not None)


def _reports(word: str) -> bool:
    form = verb_forms().get(word)
    return form is not None and form.tense == "past"
