"""Titles: where one begins, how far it runs, and whether it is another person's."""

from pipeline.gazetteer import Hit
from pipeline.reading.hits import HitIndex
from pipeline.reading.names.words import HEADS, HONORIFICS, MODIFIERS, NOT_NAMES, REGNAL, TITLE_WORDS
from pipeline.reading.tokens import Tokens

_LINKS = frozenset("of for and to the in on at with de & general affairs".split())
_JOINERS = frozenset(["-", "/", "+", "'s", "'"])
_ORDINALS = ("st", "nd", "rd", "th")
_LONGEST = 40
_LONGEST_PARENTHESIS = 30


class TitleReader:
    """Reads titles among the tokens of one document. Limits are token numbers, excluded."""

    def __init__(self, tokens: Tokens, hits: HitIndex) -> None:
        self.tokens = tokens
        self.hits = hits

    # -- the words around a title --------------------------------------------------------------------------------------

    def behind(self, hit: Hit) -> int:
        """The token behind a state's or organization's name."""
        return max(self.tokens.at(hit.end), self.tokens.at(hit.start) + 1)

    def hit_behind_of(self, of: int, last: int) -> Hit | None:
        """The name behind "of" or "of the"."""
        k = of + 1
        if k < last and self.tokens.lower[k] == "the":
            k += 1
        return self.hits.at(k) if k < last else None

    def honorific_at(self, k: int, last: int) -> bool:
        """Whether an honorific stands at ``k``, perhaps behind "the"."""
        lower = self.tokens.lower
        return lower[k] in HONORIFICS or (lower[k] == "the" and k + 1 < last and lower[k + 1] in HONORIFICS)

    def closing(self, k: int, last: int) -> int | None:
        """The parenthesis that closes the one at ``k``."""
        limit = min(last, k + _LONGEST_PARENTHESIS)
        return next((j for j in range(k + 1, limit) if self.tokens.words[j] == ")"), None)

    # -- where a title begins ------------------------------------------------------------------------------------------

    def starts(self, k: int, last: int) -> bool:
        """Whether a title begins here: a head within a few words, behind nothing but modifiers and a country."""
        lower, words = self.tokens.lower, self.tokens.words
        limit = min(last, k + 9)
        while k < limit:
            word = lower[k]
            if word in HEADS or word in REGNAL:
                return words[k][0].isupper() or word in {"advisor", "adviser"}
            if word in MODIFIERS or word in {"the", "an", "a", "then"} or "-elect" in word:
                k += 1
                continue
            hit = self.hits.at(k)
            if hit is None:
                # "Trade Minister", "UNDP Administrator": one capitalized word before the head.
                head = lower[k + 1] in HEADS if k + 1 < limit else False
                return head and words[k][0].isupper() and words[k + 1][0].isupper()
            if hit.entity_type == "place":
                return False
            if hit.entity_type == "organization" and hit.text.split()[-1].lower() in HEADS:
                return True  # "European Commissioner", a name that is a title
            k = self.behind(hit)
            if k < last and lower[k] == "'s":
                k += 1
        return False

    def names_a_person(self, k: int, limit: int) -> bool:
        """ "and Foreign Minister Kishida": the title after the link has a name behind it, so it is another person's."""
        lower, words = self.tokens.lower, self.tokens.words
        begin = k
        while k < limit and (lower[k] in TITLE_WORDS or lower[k] in REGNAL):
            k += 1
        return begin < k < limit and words[k][0].isupper() and self.hits.at(k) is None and words[k] != "Affairs"

    def is_apposition(self, k: int, last: int) -> bool:
        """Whether a comma at ``k`` brings a title of the person named before it."""
        if k + 1 >= last or self.tokens.words[k] != ",":
            return False
        return self.starts(k + 1, last) and not self.names_a_person(k + 1, last)

    # -- how far it runs -----------------------------------------------------------------------------------------------

    def end(self, k: int, last: int) -> int:
        """A title runs on over links, capitals and the names of states and organizations; a small word ends it."""
        lower, words = self.tokens.lower, self.tokens.words
        limit = min(last, k + _LONGEST)
        affiliated = False
        end = k
        while k < limit:
            word = lower[k]
            hit = self.hits.at(k)
            if hit is not None:
                affiliated = affiliated or hit.entity_type != "place"
                k = end = max(self.behind(hit), k + 1)
            elif word == ",":
                if not self._goes_on(k + 1, limit, affiliated):
                    break
                k += 1
            elif word == "(":
                close = self.closing(k, last)
                if close is None or close - k > 8 or not words[k + 1][0].isupper() or self._is_date(k + 1, close):
                    break
                k = end = close + 1
            elif words[k][0].isupper() and word not in HONORIFICS:
                if words[k] in NOT_NAMES:
                    break
                k = end = k + 1
            elif self._is_ordinal(k) or word in _JOINERS:
                k = end = k + 1
            elif affiliated and word in {"on", "in", "at", "with"}:
                break
            elif word == "charge" or (word in _LINKS and self._leads_on(k, limit)):
                k += 1
            else:
                break
        return end

    def _is_date(self, k: int, close: int) -> bool:
        """ "(September 18)" behind a title is the heading's date."""
        return close - k >= 2 and self.tokens.words[close - 1].isdigit()

    def _is_ordinal(self, k: int) -> bool:
        """ "78th", and "session" behind it."""
        word = self.tokens.lower[k]
        if word == "session":
            return k > 0 and self.tokens.lower[k - 1].endswith(_ORDINALS)
        return word[0].isdigit() and word.endswith(_ORDINALS)

    def _leads_on(self, k: int, limit: int) -> bool:
        """Whether "of", "and", "to" … leads on within the title: to a capital or a link, but to no new person."""
        lower, words = self.tokens.lower, self.tokens.words
        if k + 1 >= limit:
            return False
        link, following = lower[k], lower[k + 1]
        capital = words[k + 1][0].isupper()
        if link in {"with", "at", "on", "to", "in"} and following not in {"the", "charge"} and not capital:
            return False
        if link == "and" and (
            self.honorific_at(k + 1, limit) or (following in TITLE_WORDS and self.names_a_person(k + 1, limit))
        ):
            return False
        if following in _LINKS:
            return self._leads_on(k + 1, limit)
        return capital or following == "charge" or (following[0].isdigit() and following.endswith(_ORDINALS))

    def _goes_on(self, k: int, limit: int, affiliated: bool) -> bool:
        """Whether words behind a comma belong to the title: a second title, the state, or a long ministry's name."""
        lower, words = self.tokens.lower, self.tokens.words
        if k >= limit or self.honorific_at(k, limit):
            return False
        if lower[k] == "and" and k + 1 < limit:
            return lower[k + 1] not in HONORIFICS and not affiliated and self._goes_on(k + 1, limit, affiliated)
        if self.starts(k, limit):
            return not self.names_a_person(k, limit)
        hit = self.hits.at(k + 1 if lower[k] == "the" and k + 1 < limit else k)
        if affiliated:
            return False
        if hit is not None:
            behind = self.behind(hit)
            free = behind >= limit or not words[behind][0].isupper() or words[behind] in NOT_NAMES
            return hit.entity_type != "place" and free
        if not words[k][0].isupper() or words[k] in NOT_NAMES:
            return False
        return self._is_enumeration(k, limit) or self._is_department(k, limit)

    def _is_department(self, k: int, limit: int) -> bool:
        """ "General Secretary, Central Committee of the Communist Party of …": capitals, then "of" and an organization."""
        lower, words = self.tokens.lower, self.tokens.words
        while k < limit and words[k][0].isupper() and lower[k] not in HONORIFICS:
            k += 1
        if k + 2 >= limit or lower[k] != "of":
            return False
        hit = self.hits.at(k + 2 if lower[k + 1] == "the" else k + 1)
        return hit is not None and hit.entity_type == "organization"

    def _is_enumeration(self, k: int, limit: int) -> bool:
        """ "Minister of Economy, Trade and Industry": capitals and commas, closed by "and" with a capital behind it."""
        lower, words = self.tokens.lower, self.tokens.words
        while k < limit and lower[k] not in HONORIFICS:
            if lower[k] == "and":
                return k + 1 < limit and words[k + 1][0].isupper() and lower[k + 1] not in HONORIFICS
            if not words[k][0].isupper() and words[k] != ",":
                return False
            k += 1
        return False
