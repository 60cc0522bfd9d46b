"""Name phrases: honorific, name, title, and whom the person stands for."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.gazetteer import Hit
from pipeline.reading.hits import HitIndex
from pipeline.reading.names.affiliation import affiliation
from pipeline.reading.names.titles import TitleReader
from pipeline.reading.names.words import (
    FEMALE,
    HEADLINE_VERBS,
    HEADS,
    HONORIFICS,
    MALE,
    MODIFIERS,
    NOT_NAMES,
    PARTICLES,
    REGNAL,
    SUFFIXES,
    TITLE_WORDS,
    WEAK_HONORIFICS,
)
from pipeline.reading.tokens import Tokens, no_american_title
from pipeline.reading.vocabulary import WordTable, lowered, trait

_MONARCHS = frozenset("majesty king queen emperor h.m. sultan".split())
# Honorifics that are parts of names as well.
_HONORIFIC_NAMES = PARTICLES | frozenset("sheikh tan sri".split())
# "the Honourable", but not "the Mr.": before these "the" is part of the honorific.
_HONORIFICS_WITH_ARTICLE = frozenset("hon hon. honorable honourable rt rt. right".split())
_PORTFOLIOS = frozenset("defense defence finance trade state".split())


@dataclass(slots=True)
class NamePhrase:
    """A name as the text gives it; ``first`` and ``last`` are token numbers, ``last`` excluded.

    ``name_first`` to ``name_last`` is the name itself; ``given_after`` a given name behind a comma. ``gender`` is
    ``f``, ``m`` or None, ``affiliation_method`` the gazetteer's rule for the state or organization.
    """

    first: int
    last: int
    name_first: int
    name_last: int
    honorific: str | None = None
    title: str | None = None
    title_before: bool = False
    given_after: str | None = None
    country_iso3: str | None = None
    organization_id: str | None = None
    gender: str | None = None
    regnal: bool = False
    affiliation_method: str | None = None

    @property
    def appositive(self) -> bool:
        """Whether a title follows the name, as where a page introduces a person."""
        return self.title is not None and not self.title_before

    def stand_for(self, hit: Hit | None) -> None:
        """Take a state or organization as affiliation; the first one told holds."""
        if hit is None or self.country_iso3 is not None or self.organization_id is not None:
            return
        if hit.entity_type == "country":
            self.country_iso3, self.affiliation_method = hit.entity_id, hit.method
        elif hit.entity_type == "organization":
            self.organization_id, self.affiliation_method = hit.entity_id, hit.method


def _has_capital(word: str) -> bool:
    """Whether a word has a name's capital: "Kishida", "'Abdallah"."""
    return word[0].isupper() or (len(word) > 3 and word[0] in "'’‘" and word[1].isupper())


def _opens(word: str) -> bool:
    """Whether a word is an honorific or one of a title."""
    lower = lowered(word)
    return lower in HONORIFICS or lower in TITLE_WORDS or lower in REGNAL


_CAPITAL = WordTable(_has_capital)
_OPENS = trait(_opens)
_NAMES = trait(_has_capital)


class NameReader:
    """Finds name phrases among the tokens of one document; ``hits`` are the gazetteer's of the same text."""

    def __init__(self, tokens: Tokens, hits: Sequence[Hit]) -> None:
        self.tokens = tokens
        self.hits = HitIndex(tokens, hits)
        self.titles = TitleReader(tokens, self.hits)
        self._beginnings = self._find_beginnings()
        self._behind_organizations = self._organizations(hits)

    def _find_beginnings(self) -> list[int]:
        """The tokens with which a phrase may begin: an honorific, a title, a state or organization, the first of names."""
        lower, words = self.tokens.lower, self.tokens.words
        opening = self.tokens.where(_OPENS)
        articles = [k - 1 for k in opening if k and lower[k - 1] == "the"]
        names = self.tokens.where(_NAMES)
        named = set(names)
        first_names = [
            k
            for k in names
            if (k + 1 in named or (k + 1 < len(lower) and lower[k + 1] in PARTICLES))
            and (k - 1 not in named or words[k - 1] in NOT_NAMES)
        ]
        return sorted({*opening, *articles, *first_names, *self.hits.tokens()})

    def _organizations(self, hits: Sequence[Hit]) -> dict[int, int]:
        """For every token in an organization's name the token behind it."""
        found: dict[int, int] = {}
        for hit in hits:
            if hit.entity_type == "organization":
                behind = self.titles.behind(hit)
                found.update(dict.fromkeys(self.tokens.between(hit.start, hit.end), behind))
        return found

    def find(self, first: int, last: int) -> list[NamePhrase]:
        """All name phrases among the tokens ``first`` to ``last``, in order and without overlap."""
        found: list[NamePhrase] = []
        lower, beginnings = self.tokens.lower, self._beginnings
        behind = first
        for k in beginnings[bisect_left(beginnings, first) : bisect_left(beginnings, last)]:
            if k < behind:
                continue
            organization = self._behind_organizations.get(k)
            if organization is not None and not self._adjective_title(k, min(k + 12, len(self.tokens))):
                behind = organization
                continue
            phrase = None
            if self.titles.honorific_at(k, last):
                phrase = self._after_honorific(k, last)
            elif lower[k] in TITLE_WORDS or lower[k] in REGNAL or self._adjective_title(k, last):
                phrase = self._after_title(k, last)
            elif self._bare_name(k, last):
                phrase = self._with_title_behind(k, k, last, None)
            if phrase is not None:
                found.append(phrase)
                behind = phrase.last
        return found

    def _adjective_title(self, k: int, last: int) -> bool:
        """ "Thai Deputy Prime Minister …", "U.S. Secretary of State …": a state or organization before a title."""
        hit = self.hits.party_at(k)
        if hit is None or hit.start != self.tokens.starts[k]:
            return False
        behind = self.titles.behind(hit)
        if no_american_title(self.tokens.words, behind - 1):
            return False
        return behind < last and self.tokens.words[behind][0].isupper() and self.tokens.lower[behind] in TITLE_WORDS

    # -- the ways a phrase begins --------------------------------------------------------------------------------------

    def _after_honorific(self, k: int, last: int) -> NamePhrase | None:
        lower = self.tokens.lower
        begin, strong = k, False
        while k < last and (lower[k] in HONORIFICS or lower[k] == "the" or lower[k] in REGNAL):
            strong = strong or lower[k] not in WEAK_HONORIFICS
            k += 1
        if not strong or k >= last:
            return None
        if lower[k] not in TITLE_WORDS:
            return self._with_title_behind(begin, k, last, (begin, k)) if self._name_begins(k, last) else None
        # "H.E. Foreign Minister X": the title comes first, behind the honorific.
        phrase = self._after_title(k, last)
        if phrase is not None:
            phrase.first = begin
            self._take_honorific(phrase, begin, k)
        return phrase

    def _after_title(self, k: int, last: int) -> NamePhrase | None:
        """A title directly before a name: "Foreign Minister Kishida", "Secretary of State John Kerry"."""
        tokens, lower = self.tokens, self.tokens.lower
        if not tokens.words[k][0].isupper() and lower[k] not in MODIFIERS and self.hits.at(k) is None:
            return None
        begin = k
        title_end, headed, regnal = self._title_before(k, last)
        if title_end - begin >= 2 and self._ends_in_name(begin, title_end, last):
            title_end, regnal = title_end - 1, False  # "Minister King thanked …"
        k = title_end
        if headed and k < last and lower[k] == "of":
            k = self._behind_owner(k, last)
            title_end = k - 1 if tokens.words[k - 1] == "," else k
        while headed and k < last and lower[k] in HONORIFICS and lower[k] not in WEAK_HONORIFICS:
            k += 1  # "Foreign Minister Ms. Kamikawa"
        if not headed or k >= last or not self._name_begins(k, last) or tokens.words[k] in NOT_NAMES:
            return None
        if lower[k] in {"states", "countries", "governments", "nations"}:
            return None  # "Member States"
        phrase = self._with_title_behind(begin, k, last, None)
        phrase.regnal = regnal
        if not phrase.appositive and phrase.last < last and lower[phrase.last] == "of":
            # "Foreign Minister Yu Sang-hyun of the Republic of Korea"
            phrase.stand_for(self.titles.hit_behind_of(phrase.last, last))
        if k > title_end:
            self._take_honorific(phrase, title_end, k)
        if phrase.title is None:
            phrase.title = tokens.slice(begin, title_end).rstrip(" ,")
            phrase.title_before = True
            phrase.stand_for(affiliation(tokens, self.hits, begin, title_end))
        return phrase

    def _ends_in_name(self, begin: int, end: int, last: int) -> bool:
        """Whether the last word of a title is a name that is spelt like one: a head stands before it and no name behind."""
        lower, words = self.tokens.lower, self.tokens.words
        if end < last and (self._name_begins(end, last) or lower[end] in {"of", "for", "to", "and", ",", "("}):
            return False
        before, word = lower[end - 2], lower[end - 1]
        named = word in REGNAL or word in {"general", "lord", "judge", "chair", "speaker", "pope", "dean", "head"}
        return named and words[end - 1][0].isupper() and before in {"minister", "secretary", "president", "ambassador"}

    def _title_before(self, k: int, last: int) -> tuple[int, bool, bool]:
        """Walk over a title before a name: the token behind it, whether it has a head, whether it is a monarch's."""
        lower, words = self.tokens.lower, self.tokens.words
        begin, head, regnal = k, False, False
        while k < last:
            word = lower[k]
            following = lower[k + 1] if k + 1 < last else ""
            if word in HEADS:
                # "Director General X", but no "General Debate".
                head = head or word != "general" or k > begin
            elif word in REGNAL:
                head = regnal = True
            elif word in TITLE_WORDS or word.endswith("-elect"):
                pass
            elif word == "of" and following == "state" and head:
                k += 1
            elif word in {"for", "of"} and head and (name := self._behind_portfolio(k + 1, last)) is not None:
                k = name - 1
            elif word in {"and", "&"} and following in TITLE_WORDS and words[k + 1][0].isupper():
                pass
            elif not head and (hit := self.hits.party_at(k)) is not None:
                k = self.titles.behind(hit) - 1
            else:
                break
            k += 1
        return k, head, regnal

    def _behind_owner(self, k: int, last: int) -> int:
        """ "Director General of the IAEA, Rafael Mariano Grossi", "External Affairs Minister of India S. Jaishankar".

        Returns where the name begins, or ``k`` where none does.
        """
        words = self.tokens.words
        hit = self.titles.hit_behind_of(k, last)
        if hit is None or hit.entity_type == "place":
            return k
        name = self.titles.behind(hit)
        if name < last and words[name] == "(" and (close := self.titles.closing(name, last)) is not None:
            name = close + 1
        if name < last and words[name] == ",":
            name += 1
        return name if self._is_plain_name(name, last, 4) else k

    def _is_plain_name(self, k: int, last: int, longest: int) -> bool:
        """Whether a name of two to ``longest`` words stands at ``k``, neither an honorific nor a title before it."""
        if k >= last or not self._name_token(k) or not self._can_be_name(k) or self.tokens.lower[k] in HONORIFICS:
            return False
        return 2 <= self._name_end(k, last) - k <= longest and not self.titles.starts(k, last)

    def _can_be_name(self, k: int) -> bool:
        """Whether a capitalized word can be a name: no word that begins sentences, no state or organization."""
        return self.tokens.words[k] not in NOT_NAMES and self.hits.at(k) is None

    def _behind_portfolio(self, k: int, last: int) -> int | None:
        """The name behind "Foreign Affairs" or "Defence" ("Minister for Foreign Affairs Taro Kono"), if one is."""
        lower, words = self.tokens.lower, self.tokens.words
        if k + 1 < last and lower[k] in {"foreign", "external"} and lower[k + 1] in {"affairs", "relations"}:
            end = k + 2
        elif k < last and lower[k] in _PORTFOLIOS:
            end = k + 1
        else:
            return None
        if end + 1 < last and words[end] == "," and self._name_token(end + 1):
            # "Minister for Foreign Affairs, Koichiro Gemba, had …"
            return end + 1 if self._is_plain_name(end + 1, last, 3) else None
        if end >= last or not words[end][0].isupper() or not self._can_be_name(end) or lower[end] in TITLE_WORDS:
            return None
        return end

    def _bare_name(self, k: int, last: int) -> bool:
        """A name of several words without any title or honorific before it, but a title behind a comma."""
        if not self._name_token(k) or not self._can_be_name(k):
            return False
        if k and self._name_token(k - 1) and self.tokens.words[k - 1] not in NOT_NAMES:
            return False
        end = self._name_end(k, last)
        return 2 <= end - k <= 5 and self.titles.is_apposition(end, last)

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _with_title_behind(self, begin: int, name: int, last: int, honorific: tuple[int, int] | None) -> NamePhrase:
        """Read the name at ``name`` and the title behind the comma that follows it."""
        tokens, words, lower = self.tokens, self.tokens.words, self.tokens.lower
        end = self._name_end(name, last)
        phrase = NamePhrase(begin, end, name, end)
        if honorific is not None:
            self._take_honorific(phrase, *honorific)
            phrase.regnal = any(word in _MONARCHS for word in lower[slice(*honorific)])
        k = end
        if k < last and lower[k] in SUFFIXES:
            k += 1
        if k < last and words[k] == "(" and (close := self.titles.closing(k, last)) is not None:
            if self.titles.starts(k + 1, close):
                self._take_title(phrase, k + 1, close)
            k = close + 1
        if k + 1 < last and words[k] == "," and not self.titles.starts(k + 1, last) and self._inverted(k + 1, last):
            given_end = self._name_end(k + 1, last)
            phrase.given_after = tokens.slice(k + 1, given_end)
            k = phrase.last = given_end
        if k + 1 < last and words[k] == "," and lower[k + 1] in SUFFIXES:
            k += 2
        if self.titles.is_apposition(k, last):
            self._take_title(phrase, k + 1, last)
        elif k < last and honorific is not None and phrase.title is None:
            if words[k] == "of":
                phrase.stand_for(self.titles.hit_behind_of(k, last))
            elif words[k][0].isupper() and self.titles.starts(k, last):
                # "Mr. Fumio Kishida Minister for Foreign Affairs": the comma is missing.
                self._take_title(phrase, k, last)
        return phrase

    def _take_title(self, phrase: NamePhrase, first: int, last: int) -> None:
        end = self.titles.end(first, last)
        text = self.tokens.slice(first, end)
        phrase.title = f"{phrase.title}, {text}" if phrase.title else text
        phrase.last = max(phrase.last, end)
        phrase.stand_for(affiliation(self.tokens, self.hits, first, end))

    def _take_honorific(self, phrase: NamePhrase, first: int, last: int) -> None:
        """Set the honorific in the tokens ``first`` to ``last``, and the gender that it tells."""
        lower = self.tokens.lower
        said = set(lower[first:last])
        female = bool(said & FEMALE) or ("her" in said and "his" not in said)
        phrase.gender = "f" if female else "m" if said & MALE or "his" in said else None
        while first + 1 < last and lower[first] == "the" and lower[first + 1] not in _HONORIFICS_WITH_ARTICLE:
            first += 1
        phrase.honorific = self.tokens.slice(first, last) or None

    def _name_token(self, k: int) -> bool:
        """Whether a token has a name's capital."""
        return _CAPITAL[self.tokens.words[k]]

    def _name_begins(self, k: int, last: int) -> bool:
        """A capital, or a small particle with a capital behind it ("Secretary del Castillo")."""
        if self._name_token(k):
            return True
        lower = self.tokens.lower
        while k < last and lower[k] in PARTICLES and not self._name_token(k):
            k += 1
            if k < last and self._name_token(k) and lower[k] not in HEADS:
                return lower[k - 1] not in {"le", "la"} or self.tokens.words[k][0].isupper()
        return False

    def _name_end(self, k: int, last: int) -> int:
        """The end of the run of name words that begins at ``k``: capitals, initials and the particles between them."""
        lower = self.tokens.lower
        start = k
        while k < last and not (k > start and self._ends_name(k, last)):
            particle = lower[k] in PARTICLES and k + 1 < last
            if not self._name_token(k) and not (particle and (self._name_token(k + 1) or lower[k + 1] in PARTICLES)):
                break
            k += 1
        return k

    def _ends_name(self, k: int, last: int) -> bool:
        """Whether a word ends the name before it: a new person's honorific, a title, the beginning of a sentence."""
        word = self.tokens.lower[k]
        if word in HONORIFICS and word not in _HONORIFIC_NAMES:
            return True
        if self.tokens.words[k] in NOT_NAMES or word in SUFFIXES or word in HEADLINE_VERBS:
            return True
        return word in TITLE_WORDS and word != "general" and self.titles.starts(k, last)

    def _inverted(self, k: int, last: int) -> bool:
        """ "Lavrov, Sergey Viktorovich, Minister": one to three name words between two commas, with a title behind."""
        words = self.tokens.words
        if not self._name_token(k) or not self._can_be_name(k) or self.tokens.lower[k] in HONORIFICS:
            return False
        end = self._name_end(k, last)
        if not 1 <= end - k <= 3:
            return False
        if end - k == 1 and "-" in words[k] and words[k].split("-")[1][:1].islower():
            return True  # "Kang, Kyung-wha"
        return end < last and words[end] == "," and self.titles.starts(end + 1, last)
