"""Attitudes in words: "his gratitude" is an appreciation, "hopes" a hope, "would like to thank" is thanks."""

from dataclasses import dataclass

from pipeline.reading.lexicon import AttitudePhrase, attitude_nouns, attitude_phrases, respell
from pipeline.reading.statements.words import POSSESSIVE
from pipeline.reading.tokens import Tokens

DETERMINERS = frozenset("his her their its a an the our my such this that any some no".split())
_MARKS = frozenset(",.;:()")
# What ends a noun phrase.
_ENDS = _MARKS | frozenset(
    "of for to on in at with over about regarding toward towards concerning from by that which who and or as "
    "while into upon through under against including".split()
)
_AFTER_NOUN = frozenset("to for that over of about at on regarding in toward towards concerning as with".split())
_WORDS = frozenset("words message messages feelings".split())
_REFUSED = frozenset("accept agree tolerate recognize".split())
_SAID_WITH = frozenset("express voice convey offer extend".split())
# Attitudes that "has supported", "had welcomed" still tell.
_LASTING = frozenset("support welcome appreciate oppose condemn".split())
# Said with "would like to", these are done by saying so.
_PERFORMED = {"thank": "appreciate", "congratulate": "congratulate"}
_PERFORMED_BY_NOUN = frozenset("express convey offer extend".split())
_PERFORMED_NOUNS = frozenset("appreciate congratulate condole".split())


@dataclass(slots=True)
class Attitude:
    """An act found in content; ``at`` is its first token. ``added``: it stands beside the verb's act, not for it."""

    act: str
    at: int
    added: bool
    method: str


@dataclass(slots=True)
class PhraseMatch:
    """An attitude phrase of the text: its act, how the reference file writes it, and the token behind it."""

    act: str
    phrase: str
    end: int


class NounReader:
    """Finds attitude nouns: "his gratitude", "strong concern", "support"."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    def first(self, k: int, last: int) -> tuple[str, int] | None:
        """The attitude noun that heads the noun phrase at ``k``: its act and its token."""
        lower = self.tokens.lower
        nouns = attitude_nouns()
        found: tuple[str, int] | None = None
        for j in range(k, min(last, k + 9)):
            word = lower[j]
            if word not in nouns and len(word) > 6:
                word = respell(word) or word
            if word in nouns:
                found = (nouns[word], j)
                # "congratulatory message", "support team": a noun that qualifies another.
                following = lower[j + 1] if j + 1 < last else ""
                if following in _ENDS or following not in nouns:
                    return found
            elif word in _ENDS and not (word == "and" and j > k):
                if word == "of" and lower[j - 1] in _WORDS:
                    continue  # "words of gratitude"
                break
        return found

    def further(self, k: int, last: int, act: str) -> list[Attitude]:
        """ "… and his intention to …" behind a first noun: attitudes with an act of their own, other than ``act``."""
        lower = self.tokens.lower
        nouns = attitude_nouns()
        found: list[Attitude] = []
        said = {act, "state"}
        for j in range(k, last - 1):
            if not self._goes_on(j):
                continue
            determined = lower[j + 1] in DETERMINERS or lower[j + 2 : j + 3] == [POSSESSIVE]
            i = self._next_noun(j + 1, last)
            if i is None or (i - j > 2 and not determined):
                continue
            if not determined and i + 1 < last and lower[i + 1] not in _AFTER_NOUN:
                continue
            if nouns[lower[i]] not in said:
                said.add(nouns[lower[i]])
                found.append(Attitude(nouns[lower[i]], j + 1, True, f"noun:{lower[i]}"))
        return found

    def _goes_on(self, j: int) -> bool:
        """Whether a second noun can follow the token ``j``: "and", "both", "as well as", or a comma with "his"."""
        lower = self.tokens.lower
        if lower[j] == "as":
            return lower[j - 1] == "well" and lower[j - 2] == "as"
        return lower[j] in {"and", "both"} or (lower[j] == "," and lower[j + 1] in DETERMINERS)

    def _next_noun(self, k: int, last: int) -> int | None:
        """The attitude noun behind at most five words that can qualify it."""
        lower = self.tokens.lower
        nouns = attitude_nouns()
        for i in range(k, min(k + 6, last)):
            if lower[i] in nouns:
                return i
            if lower[i] in _ENDS:
                return None
        return None


class PhraseMatcher:
    """Matches the phrases of ``attitudes.csv``: "hopes", "is ready to", "would like to"."""

    def __init__(self, tokens: Tokens, nouns: NounReader) -> None:
        self.tokens = tokens
        self.nouns = nouns

    def match(self, k: int, last: int, own: bool) -> PhraseMatch | None:
        """The longest attitude phrase at ``k``; ``own``: among those whose subject must be the speaker."""
        if k >= last:
            return None
        if own and (said := self._said_with_noun(k, last) or self._perfect(k, last)) is not None:
            return said
        seconds: list[str] | None = None
        for phrase in attitude_phrases().get(self.tokens.lower[k], ()):
            if phrase.own != own:
                continue
            performed = self._performed(k + 1, last) if phrase.words == ("would", "like") else None
            if performed is not None:
                return performed
            if len(phrase.words) > 1:
                seconds = self._seconds(k + 1, last) if seconds is None else seconds
                if phrase.words[1] not in seconds:
                    continue
            end = self._end(phrase, k, last)
            if end is None:
                continue
            modal = self._modal(end, last, phrase.words[0]) if phrase.words in {("will",), ("would",)} else None
            return modal or PhraseMatch(phrase.act, " ".join(phrase.words), end)
        return None

    def _seconds(self, k: int, last: int) -> list[str]:
        """The words that can be a phrase's second: that at ``k``, and those behind adverbs and articles."""
        begin = k
        while k < last and (self.tokens.lower[k] in DETERMINERS or self.tokens.is_adverb(k)):
            k += 1
        return self.tokens.lower[begin : min(k + 1, last)]

    def _said_with_noun(self, k: int, last: int) -> PhraseMatch | None:
        """ "could not but express serious concern": the noun behind an infinitive of saying."""
        lower = self.tokens.lower
        if (
            lower[k : k + 3] in (["could", "not", "but"], ["can", "not", "but"])
            and k + 3 < last
            and lower[k + 3] in _SAID_WITH
        ):
            noun = self.nouns.first(k + 4, last)
            return PhraseMatch(noun[0], f"could not but {lower[k + 3]}", k + 4) if noun is not None else None
        return None

    def _perfect(self, k: int, last: int) -> PhraseMatch | None:
        """ "has consistently supported": an attitude in the perfect tense."""
        if self.tokens.lower[k] not in {"has", "have", "had"}:
            return None
        j = k + 1
        while j < last and self.tokens.is_adverb(j):
            j += 1
        if j >= last or not self.tokens.lower[j].endswith("ed"):
            return None
        found = next((p for p in attitude_phrases().get(self.tokens.lower[j], ()) if len(p.words) == 1 and p.own), None)
        if found is None or found.act not in _LASTING:
            return None
        return PhraseMatch(found.act, f"has {self.tokens.lower[j]}", j + 1)

    def _end(self, phrase: AttitudePhrase, k: int, last: int) -> int | None:
        """The token behind a phrase that begins at ``k``; adverbs and articles may stand between its words."""
        lower = self.tokens.lower
        j = k + 1
        for word in phrase.words[1:]:
            while j < last and lower[j] != word and (self.tokens.is_adverb(j) or lower[j] in DETERMINERS):
                j += 1
            if j >= last or lower[j] != word:
                return None
            j += 1
        return j

    def _performed(self, k: int, last: int) -> PhraseMatch | None:
        """ "would like to thank", "would like to express his condolences": said and done, no mere hope."""
        lower = self.tokens.lower
        to = next((j for j in range(k, min(k + 4, last - 1)) if lower[j] == "to"), None)
        if to is None:
            return None
        verb = lower[to + 1]
        act = _PERFORMED.get(verb)
        if verb in _PERFORMED_BY_NOUN:
            noun = self.nouns.first(to + 2, last)
            act = noun[0] if noun is not None and noun[0] in _PERFORMED_NOUNS else None
        return PhraseMatch(act, f"would like to {verb}", to + 2) if act is not None else None

    def _modal(self, k: int, last: int, modal: str) -> PhraseMatch | None:
        """ "would hope", "would not accept": what stands behind the modal may decide."""
        lower = self.tokens.lower
        while k < last and self.tokens.is_adverb(k):
            k += 1
        if k >= last:
            return None
        if lower[k] == "not" and k + 1 < last and lower[k + 1] in _REFUSED:
            return PhraseMatch("oppose", f"{modal} not {lower[k + 1]}", k + 2)
        if modal == "would" and lower[k] in {"like", "hope", "wish", "appreciate"}:
            return PhraseMatch("request" if lower[k] == "appreciate" else "hope", f"would {lower[k]}", k + 1)
        return None
