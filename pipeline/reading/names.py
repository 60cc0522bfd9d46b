"""Name phrases: honorific, name, title, and whom the person stands for.

Pages write "H.E. Mr. Heiko MAAS, Federal Minister for Foreign Affairs, Federal Republic of Germany", "Mr. Lavrov, Sergey
Viktorovich, Minister …", "U.S. Secretary of State John Kerry", "Prime Minister Noda", "His Majesty King Abdullah II". One
grammar over tokens reads them all; which part of the name is the family name is decided in ``split_name``.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.gazetteer import Hit
from pipeline.reading.tokens import Tokens
from pipeline.reference_files import rows

_HONORIFICS = frozenset(
    "h.e. h. e. mr. mr ms. ms mrs. mrs miss dr. dr amb. prof. professor hon. hon honorable honourable rt. rt right sir dame lord "
    "lady his her their excellency majesty highness royal imperial serene holiness h.m. h.r.h. hrh h.h. hm hh sen. senator gen. "
    "lt. col. adm. dato dato' datuk datin tan sri sheikh shaikh engineer eng. ing. messrs. mme. mme madam".split()
)
# Words that begin a phrase as an honorific only when another honorific, a style or a name follows.
_WEAK = frozenset("his her their right royal imperial serene h. e. tan sri rt rt. the".split())
_FEMALE = frozenset("ms. ms mrs. mrs miss dame lady madam queen princess empress mme. mme".split())
_MALE = frozenset("mr. mr sir lord king prince emperor".split())
PARTICLES = frozenset(
    "de da del della di dos das do du van von der den ter ten le la el al bin bint ibn ben abu ould abdel ul ur st. san".split()
)
_SUFFIXES = frozenset("mp kc qc am ao td t.d. phd jr jr. sr sr. esq. obe cbe kbe ph.d.".split())
_TITLE_LINKS = frozenset("of for and to the in on at with de & general affairs".split())
_NUMERALS = frozenset("I II III IV V VI VII VIII IX X XI XII XIV XVI".split())
_NOT_NAMES = frozenset(
    "On In At The During After Before With Regarding And Both He She They It This That These Following As For From "
    "Furthermore Additionally Moreover Lastly Finally Also Upon Meanwhile Since While When Japan".split()
)
# Verbs of headlines, which stand in capitals: "Prime Minister Abe Meets with …".
_HEADLINE_VERBS = frozenset(
    "meets holds receives attends pays visits hosts delivers speaks calls talks sends conveys exchanges co-hosts chairs welcomes".split()
)
_LONG_TITLE = 40


def _words(part: str) -> frozenset[str]:
    return frozenset(row["word"] for row in rows("titles.csv") if row["part"] == part)


def _with_misspellings(words: frozenset[str]) -> frozenset[str]:
    """Long titles also with one letter lost or doubled, as pages have them ("Commisioner", "Secretry")."""
    lost = {word[:k] + word[k + 1 :] for word in words if len(word) >= 8 for k in range(1, len(word))}
    doubled = {word[:k] + word[k - 1] + word[k:] for word in words if len(word) >= 8 for k in range(1, len(word) + 1)}
    return words | (lost - {"directo", "generals"}) | {word for word in doubled if not word.endswith("ss")}


HEADS = _with_misspellings(_words("head"))
MODIFIERS = _words("modifier")
REGNAL = _words("regnal")
_JAPANESE_FAMILIES = frozenset(row["family_name"].casefold() for row in rows("japanese_family_names.csv"))
_ORDER = {row["iso3"]: (row["order"], row["short"]) for row in rows("family_name_order.csv")}
# Japan's pages changed from "Mr. Taro Kono" to "Mr. MOTEGI Toshimitsu" with the cabinet of September 2019.
_JAPAN_FAMILY_FIRST = dt.date(2019, 9, 11)


@dataclass(slots=True)
class NamePhrase:
    """A name as the text gives it; ``first`` and ``last`` are token numbers, ``last`` excluded."""

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
    notes: list[str] = field(default_factory=list)

    @property
    def appositive(self) -> bool:
        """Whether a title follows the name, as where a page introduces a person."""
        return self.title is not None and not self.title_before


class NameReader:
    """Finds name phrases among the tokens of one document."""

    def __init__(self, tokens: Tokens, hits: Sequence[Hit]) -> None:
        self.tokens = tokens
        self.hits = hits
        self._hit_starts = [hit.start for hit in hits]

    def hits_between(self, start: int, end: int) -> Sequence[Hit]:
        """The gazetteer's hits that begin within the characters ``start`` to ``end``."""
        return self.hits[bisect_left(self._hit_starts, start) : bisect_left(self._hit_starts, end)]

    def hit_at(self, k: int) -> Hit | None:
        """The hit that begins with token ``k``."""
        i = bisect_left(self._hit_starts, self.tokens.starts[k])
        found = self.hits[i] if i < len(self.hits) else None
        return found if found is not None and found.start < self.tokens.ends[k] else None

    def find(self, first: int, last: int) -> list[NamePhrase]:
        """All name phrases among the tokens ``first`` to ``last``, in order and without overlap."""
        found: list[NamePhrase] = []
        k = first
        lower = self.tokens.lower
        while k < last:
            phrase = None
            inside = self._inside_organization(k)
            if inside is not None:
                k = inside
                continue
            if lower[k] in _HONORIFICS or (lower[k] == "the" and k + 1 < last and lower[k + 1] in _HONORIFICS):
                phrase = self._after_honorific(k, last)
            elif lower[k] in HEADS or lower[k] in MODIFIERS or lower[k] in REGNAL or self._adjective_title(k, last):
                phrase = self._after_title(k, last)
            elif self._bare_name(k, last):
                phrase = self._with_title_behind(k, k, last, None)
            if phrase is None:
                k += 1
            else:
                found.append(phrase)
                k = phrase.last
        return found

    def _inside_organization(self, k: int) -> int | None:
        """The token behind the organization's name that ``k`` begins or stands in, unless a title follows it."""
        i = bisect_left(self._hit_starts, self.tokens.starts[k] + 1) - 1
        hit = self.hits[i] if i >= 0 else None
        if hit is None or hit.entity_type != "organization" or hit.end <= self.tokens.starts[k]:
            return None
        if hit.start == self.tokens.starts[k] and self._adjective_title(k, min(k + 12, len(self.tokens))):
            return None
        return self._behind(hit) if self._behind(hit) > k else None

    def _adjective_title(self, k: int, last: int) -> bool:
        """ "Thai Deputy Prime Minister …", "U.S. Secretary of State …": a state or organization before a title."""
        hit = self.hit_at(k)
        if hit is None or hit.entity_type == "place" or hit.start != self.tokens.starts[k]:
            return False
        behind = self._behind(hit)
        lower = self.tokens.lower
        return (
            behind < last
            and self.tokens.words[behind][0].isupper()
            and (lower[behind] in HEADS or lower[behind] in MODIFIERS)
        )

    # -- the three ways a phrase begins -----------------------------------------------------------------------------

    def _after_honorific(self, k: int, last: int) -> NamePhrase | None:
        lower = self.tokens.lower
        begin, strong = k, False
        while k < last and (lower[k] in _HONORIFICS or lower[k] == "the" or lower[k] in REGNAL):
            strong = strong or (lower[k] not in _WEAK)
            k += 1
        if not strong or k >= last:
            return None
        # "H.E. Foreign Minister X": the title comes first, behind the honorific.
        if lower[k] in HEADS or lower[k] in MODIFIERS:
            phrase = self._after_title(k, last)
            if phrase is not None:
                phrase.first = begin
                phrase.honorific = self._honorific(begin, k)
                phrase.gender = self._gender(begin, k)
            return phrase
        return self._with_title_behind(begin, k, last, (begin, k))

    def _after_title(self, k: int, last: int) -> NamePhrase | None:
        """A title directly before a name: "Foreign Minister Kishida", "Secretary of State John Kerry"."""
        tokens, lower = self.tokens, self.tokens.lower
        begin, head, regnal = k, False, False
        while k < last:
            word = lower[k]
            if word in HEADS:
                # "Director General X", but no "General Debate".
                head = head or word != "general" or k > begin
            elif word in REGNAL:
                head = regnal = True
            elif word in MODIFIERS or word.endswith("-elect"):
                pass
            elif word == "of" and k + 1 < last and lower[k + 1] == "state" and head:
                k += 1
            elif word in {"for", "of"} and head and self._portfolio(k + 1, last):
                k = self._portfolio(k + 1, last) - 1
            elif (
                word in {"and", "&"}
                and k + 1 < last
                and (lower[k + 1] in HEADS or lower[k + 1] in MODIFIERS)
                and tokens.words[k + 1][0].isupper()
            ):
                pass
            elif (hit := self.hit_at(k)) is not None and hit.entity_type != "place" and not head:
                k = self._behind(hit) - 1
            else:
                break
            k += 1
        title_end = k
        if head and k < last and lower[k] == "of":
            k = self._behind_owner(k, last)
            title_end = k - 1 if tokens.words[k - 1] == "," else k
        while head and k < last and lower[k] in _HONORIFICS and lower[k] not in _WEAK:
            k += 1  # "Foreign Minister Ms. Kamikawa"
        if not head or k >= last or not self._name_begins(k, last) or tokens.words[k] in _NOT_NAMES:
            return None
        if not tokens.words[begin][0].isupper() and lower[begin] not in MODIFIERS and self.hit_at(begin) is None:
            return None
        phrase = self._with_title_behind(begin, k, last, None)
        if phrase is None:
            return None
        phrase.regnal = regnal
        behind = phrase.last
        if (
            not phrase.appositive
            and behind < last
            and lower[behind] == "of"
            and (hit := self._hit_behind_of(behind, last))
        ):
            self._affiliate_hit(phrase, hit)  # "Foreign Minister Yu Sang-hyun of the Republic of Korea"
        if k > title_end:
            phrase.honorific, phrase.gender = self._honorific(title_end, k), self._gender(title_end, k)
        if phrase.title is None:
            phrase.title = tokens.slice(begin, title_end).rstrip(" ,")
            phrase.title_before = True
            self._affiliate(phrase, begin, title_end)
        return phrase

    def _behind_owner(self, k: int, last: int) -> int:
        """ "Director General of the IAEA, Rafael Mariano Grossi", "External Affairs Minister of India Subrahmanyam Jaishankar"

        Returns where the name begins, or ``k`` where none does.
        """
        words = self.tokens.words
        hit = self._hit_behind_of(k, last)
        if hit is None or hit.entity_type == "place":
            return k
        behind = self._behind(hit)
        if behind < last and words[behind] == "(" and (close := self._closing(behind, last)) is not None:
            behind = close + 1
        comma = behind < last and words[behind] == ","
        name = behind + comma
        if name >= last or not self._name_token(name) or words[name] in _NOT_NAMES or self.hit_at(name) is not None:
            return k
        if self._title_starts(name, last) or self.tokens.lower[name] in _HONORIFICS:
            return k
        count = self._name_end(name, last) - name
        return name if 2 <= count <= 4 else k

    def _portfolio(self, k: int, last: int) -> int:
        """Behind "Foreign Affairs", "Defence" with a name after it ("Minister for Foreign Affairs Taro Kono"); 0 if not so."""
        lower, words = self.tokens.lower, self.tokens.words
        end = k
        if k + 1 < last and lower[k] in {"foreign", "external"} and lower[k + 1] in {"affairs", "relations"}:
            end = k + 2
        elif k < last and lower[k] in {"defense", "defence", "finance", "trade", "state"}:
            end = k + 1
        if end > k and end + 1 < last and words[end] == "," and self._name_token(end + 1):
            # "Minister for Foreign Affairs, Koichiro Gemba, had …"
            name = end + 1
            named = words[name] not in _NOT_NAMES and lower[name] not in _HONORIFICS and self.hit_at(name) is None
            count = self._name_end(name, last) - name
            return name if named and 2 <= count <= 3 and not self._title_starts(name, last) else 0
        if (
            end == k
            or end >= last
            or not words[end][0].isupper()
            or words[end] in _NOT_NAMES
            or self.hit_at(end) is not None
        ):
            return 0
        return 0 if lower[end] in HEADS or lower[end] in MODIFIERS else end

    def _bare_name(self, k: int, last: int) -> bool:
        """A capitalized name of two to four words without any title or honorific before it, but a title behind a comma."""
        words = self.tokens.words
        if not self._name_token(k) or words[k] in _NOT_NAMES or self.hit_at(k) is not None:
            return False
        if k and self._name_token(k - 1) and words[k - 1] not in _NOT_NAMES:
            return False
        end = self._name_end(k, last)
        if not 2 <= end - k <= 5 or end + 1 >= last or words[end] != ",":
            return False
        return self._title_starts(end + 1, last) and not self._names_a_person(end + 1, last)

    # -- parts --------------------------------------------------------------------------------------------------------

    def _with_title_behind(
        self, begin: int, name: int, last: int, honorific: tuple[int, int] | None
    ) -> NamePhrase | None:
        """Read the name at ``name`` and the title behind the comma that follows it."""
        tokens, words, lower = self.tokens, self.tokens.words, self.tokens.lower
        if not self._name_begins(name, last):
            return None
        end = self._name_end(name, last)
        phrase = NamePhrase(begin, end, name, end)
        if honorific is not None:
            phrase.honorific = self._honorific(*honorific)
            phrase.gender = self._gender(*honorific)
            phrase.regnal = any(
                lower[k] in {"majesty", "king", "queen", "emperor", "h.m.", "sultan"} for k in range(*honorific)
            )
        k = end
        if k < last and lower[k] in _SUFFIXES:
            k += 1
        if k < last and words[k] == "(" and (close := self._closing(k, last)) is not None:
            if self._title_starts(k + 1, close):
                self._take_title(phrase, k + 1, close)
            k = close + 1
        if k + 1 < last and words[k] == "," and not self._title_starts(k + 1, last) and self._inverted(k + 1, last):
            given_end = self._name_end(k + 1, last)
            phrase.given_after = tokens.slice(k + 1, given_end)
            k = phrase.last = given_end
        if k + 1 < last and words[k] == "," and lower[k + 1] in _SUFFIXES:
            k += 2
        if (
            k + 1 < last
            and words[k] == ","
            and self._title_starts(k + 1, last)
            and not self._names_a_person(k + 1, last)
        ):
            self._take_title(phrase, k + 1, last)
        elif (
            k < last
            and honorific is not None
            and phrase.title is None
            and self._title_starts(k, last)
            and words[k][0].isupper()
        ):
            # "Mr. Fumio Kishida Minister for Foreign Affairs": the comma is missing.
            self._take_title(phrase, k, last)
        elif (
            k < last
            and honorific is not None
            and words[k] == "of"
            and phrase.title is None
            and (hit := self._hit_behind_of(k, last))
        ):
            self._affiliate_hit(phrase, hit)
        return phrase

    def _name_token(self, k: int) -> bool:
        word = self.tokens.words[k]
        return word[0].isupper() or (len(word) > 3 and word[0] in "'’‘" and word[1].isupper())

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
        words, lower = self.tokens.words, self.tokens.lower
        start = k
        while k < last:
            word = words[k]
            if k > start and (
                lower[k] in _HONORIFICS and lower[k] not in PARTICLES and lower[k] not in {"sheikh", "tan", "sri"}
            ):
                break
            if k > start and (word in _NOT_NAMES or lower[k] in _SUFFIXES or lower[k] in _HEADLINE_VERBS):
                break
            if (
                k > start
                and (lower[k] in HEADS or lower[k] in MODIFIERS)
                and self._title_starts(k, last)
                and lower[k] != "general"
            ):
                break
            if self._name_token(k):
                k += 1
                continue
            if lower[k] in PARTICLES and k + 1 < last and (self._name_token(k + 1) or lower[k + 1] in PARTICLES):
                k += 1
                continue
            break
        return k

    def _title_starts(self, k: int, last: int) -> bool:
        """Whether a title begins here: a head within a few words, with nothing but modifiers and a country before it."""
        lower, words = self.tokens.lower, self.tokens.words
        limit = min(last, k + 9)
        while k < limit:
            word = lower[k]
            if word in HEADS or word in REGNAL:
                return words[k][0].isupper() or word in {"advisor", "adviser"}
            if word in MODIFIERS or word in {"the", "an", "a", "then"} or "-elect" in word:
                k += 1
                continue
            hit = self.hit_at(k)
            if hit is None:
                # "Trade Minister", "UNDP Administrator", "Ministry Spokesperson": one capitalized word before the head.
                if words[k][0].isupper() and k + 1 < limit and lower[k + 1] in HEADS and words[k + 1][0].isupper():
                    return True
                return False
            if hit.entity_type == "place":
                return False
            k = self._behind(hit)
            if k < last and lower[k] == "'s":
                k += 1
        return False

    def _take_title(self, phrase: NamePhrase, first: int, last: int) -> None:
        end = self._title_end(first, last)
        text = self.tokens.slice(first, end)
        phrase.title = f"{phrase.title}, {text}" if phrase.title else text
        phrase.last = max(phrase.last, end)
        self._affiliate(phrase, first, end)

    def _title_end(self, k: int, last: int) -> int:
        """A title runs on over links, capitals and the names of states and organizations; a small word ends it."""
        words, lower = self.tokens.words, self.tokens.lower
        limit = min(last, k + _LONG_TITLE)
        affiliated = False
        end = k
        while k < limit:
            hit = self.hit_at(k)
            if hit is not None:
                affiliated = affiliated or hit.entity_type != "place"
                k = end = max(self._behind(hit), k + 1)
                continue
            word = lower[k]
            if word == ",":
                if not self._title_goes_on(k + 1, limit, affiliated):
                    break
                k += 1
                continue
            if word == "(":
                close = self._closing(k, last)
                if close is None or close - k > 8 or not words[k + 1][0].isupper():
                    break
                k = end = close + 1
                continue
            if words[k][0].isupper() and word not in _HONORIFICS:
                if words[k] in _NOT_NAMES:
                    break
                k = end = k + 1
                continue
            if (word[0].isdigit() and word[-2:] in {"st", "nd", "rd", "th"}) or (
                word == "session" and k > 0 and lower[k - 1][-2:] in {"st", "nd", "rd", "th"}
            ):
                k = end = k + 1
                continue
            if affiliated and word in {"on", "in", "at", "with"}:
                break
            if word in {"charge"} or (word in _TITLE_LINKS and self._link_goes_on(k, limit)):
                k += 1
                continue
            if word in {"-", "/", "+", "'s", "’s", "'"}:
                k = end = k + 1
                continue
            break
        return end

    def _link_goes_on(self, k: int, limit: int) -> bool:
        """Whether "of", "and", "to" … leads on within the title: a capital or another link comes next, but no new person."""
        words, lower = self.tokens.words, self.tokens.lower
        if k + 1 >= limit:
            return False
        following = lower[k + 1]
        if (
            lower[k] in {"with", "at", "on", "to", "in"}
            and following not in {"the", "charge"}
            and not words[k + 1][0].isupper()
        ):
            return False
        if lower[k] == "and":
            if following in _HONORIFICS or (following == "the" and k + 2 < limit and lower[k + 2] in _HONORIFICS):
                return False
            if (following in HEADS or following in MODIFIERS) and self._names_a_person(k + 1, limit):
                return False
        if following in _TITLE_LINKS:
            return self._link_goes_on(k + 1, limit)
        return (
            words[k + 1][0].isupper()
            or following == "charge"
            or (following[0].isdigit() and following[-2:] in {"st", "nd", "rd", "th"})
        )

    def _names_a_person(self, k: int, limit: int) -> bool:
        """ "and Foreign Minister Kishida": the title after the link has a name behind it, so it is another person's."""
        lower, words = self.tokens.lower, self.tokens.words
        begin = k
        while k < limit and (lower[k] in HEADS or lower[k] in MODIFIERS or lower[k] in REGNAL):
            k += 1
        return begin < k < limit and words[k][0].isupper() and self.hit_at(k) is None and words[k] not in {"Affairs"}

    def _title_goes_on(self, k: int, limit: int, affiliated: bool) -> bool:
        """Whether the words behind a comma belong to the title: a second title, the state, or more of a long ministry's name."""
        if k >= limit:
            return False
        lower, words = self.tokens.lower, self.tokens.words
        if lower[k] in _HONORIFICS or (lower[k] == "the" and k + 1 < limit and lower[k + 1] in _HONORIFICS):
            return False
        if lower[k] == "and" and k + 1 < limit:
            return lower[k + 1] not in _HONORIFICS and not affiliated and self._title_goes_on(k + 1, limit, affiliated)
        if self._title_starts(k, limit):
            head = k
            while head < limit and not (lower[head] in HEADS or lower[head] in REGNAL):
                head += 1
            return not self._names_a_person(k, limit)
        hit = self.hit_at(k + 1 if lower[k] == "the" and k + 1 < limit else k)
        if hit is not None:
            if affiliated or hit.entity_type == "place":
                return False
            behind = self._behind(hit)
            return behind >= limit or not words[behind][0].isupper() or words[behind] in _NOT_NAMES
        if affiliated or not words[k][0].isupper() or words[k] in _NOT_NAMES:
            return False
        # "Minister of Economy, Trade and Industry": capitals up to the next comma or verb, closed by "and".
        run = k
        while run < limit and (words[run][0].isupper() or lower[run] in {"and", ","}) and lower[run] not in _HONORIFICS:
            if lower[run] == "and":
                return run + 1 < limit and words[run + 1][0].isupper() and lower[run + 1] not in _HONORIFICS
            run += 1
        return False

    def _inverted(self, k: int, last: int) -> bool:
        """ "Lavrov, Sergey Viktorovich, Minister": one to three name words between two commas, with a title behind."""
        words = self.tokens.words
        if not self._name_token(k) or words[k] in _NOT_NAMES or self.hit_at(k) is not None:
            return False
        end = self._name_end(k, last)
        if not 1 <= end - k <= 3 or end > last:
            return False
        if end - k == 1 and "-" in words[k] and words[k].split("-")[1][:1].islower():
            return True  # "Kang, Kyung-wha"
        if end >= last:
            return False
        return words[end] == "," and self._title_starts(end + 1, last)

    def _closing(self, k: int, last: int) -> int | None:
        limit = min(last, k + 30)
        return next((j for j in range(k + 1, limit) if self.tokens.words[j] == ")"), None)

    def _behind(self, hit: Hit) -> int:
        return max(self.tokens.at(hit.end), self.tokens.at(hit.start) + 1)

    def _hit_behind_of(self, k: int, last: int) -> Hit | None:
        k += 1
        if k < last and self.tokens.lower[k] == "the":
            k += 1
        return self.hit_at(k) if k < last else None

    def _honorific(self, first: int, last: int) -> str | None:
        lower = self.tokens.lower
        while (
            first < last
            and lower[first] == "the"
            and first + 1 < last
            and lower[first + 1] not in {"hon", "hon.", "honorable", "honourable", "rt", "rt.", "right"}
        ):
            first += 1
        return self.tokens.slice(first, last) or None

    def _gender(self, first: int, last: int) -> str | None:
        said = {self.tokens.lower[k] for k in range(first, last)}
        if said & _FEMALE or ("her" in said and "his" not in said):
            return "f"
        return "m" if said & _MALE or "his" in said else None

    # -- affiliation ---------------------------------------------------------------------------------------------------

    def _affiliate(self, phrase: NamePhrase, first: int, last: int) -> None:
        """Set the state or organization that the title's words name; the state wins ("Representative of the USA to the UN")."""
        if first >= last:
            return
        start, end = self.tokens.span(first, last)
        found = [hit for hit in self.hits_between(start, end) if hit.entity_type != "place"]
        organization = next((hit for hit in found if hit.entity_type == "organization"), None)
        countries = [hit for hit in found if hit.entity_type == "country"]
        # "Ambassador of Japan to Indonesia", "Ambassador to Japan of …": the state behind "of" sends, that behind "to" receives.
        sending = [hit for hit in countries if not self._received(hit)]
        head = self.tokens.text[start : organization.start] if organization is not None else ""
        owned = organization is not None and not countries
        if (
            organization is not None
            and countries
            and organization.start < countries[0].start
            and not self._sends_to(organization)
        ):
            # "Special Representative of the UN Secretary-General for Afghanistan" speaks for the organization,
            # "Director of the National Economic Council of the United States" for the state.
            owned = " of " not in self.tokens.text[organization.end : countries[0].start] or "Secretary-General" in head
        if owned and organization is not None:
            self._affiliate_hit(phrase, organization)
        elif sending:
            self._affiliate_hit(phrase, sending[0])
        elif organization is not None:
            self._affiliate_hit(phrase, organization)

    def _received(self, hit: Hit) -> bool:
        return self.tokens.text[max(0, hit.start - 8) : hit.start].rstrip().endswith(("to", "to the", "for"))

    def _sends_to(self, hit: Hit) -> bool:
        return self.tokens.text[max(0, hit.start - 8) : hit.start].rstrip().endswith(("to", "to the"))

    def _affiliate_hit(self, phrase: NamePhrase, hit: Hit) -> None:
        if hit.entity_type == "country" and phrase.country_iso3 is None and phrase.organization_id is None:
            phrase.country_iso3, phrase.affiliation_method = hit.entity_id, hit.method
        elif hit.entity_type == "organization" and phrase.organization_id is None and phrase.country_iso3 is None:
            phrase.organization_id, phrase.affiliation_method = hit.entity_id, hit.method


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name cut into its parts, each written as in running text ("Motegi", not "MOTEGI"). ``method`` names the rule."""

    family: str
    given: str | None
    method: str


def split_name(
    name: str,
    given_after: str | None,
    country_iso3: str | None,
    regnal: bool,
    published: dt.date | None,
    short_forms: frozenset[str],
) -> PersonName:
    """Cut a written name into family and given name.

    ``short_forms`` holds the case-folded words by which titles name people later in the document ("Minister Iwaya").
    Rules, first match wins: a comma ("Lavrov, Sergey"), a monarch's regnal name, capitals, one word, the short form that
    the document itself uses, a hyphenated given name, the custom of the person's state.
    """
    words = [word for word in name.replace("\u00a0", " ").split() if word.casefold().strip(".,") not in _SUFFIXES]
    if not words:
        words = [name]
    if given_after is not None:
        return PersonName(_cased(words), _cased(given_after.split()), "name:inverted")
    if regnal:
        return PersonName(_cased(words[:1]), None, "name:regnal")
    while len(words) > 1 and words[-1] in _NUMERALS:
        words.pop()
    if len(words) == 1 or all(word.casefold() in PARTICLES for word in words[:-1]):
        return PersonName(_cased(words), None, "name:single")
    capitals = [k for k, word in enumerate(words) if _is_capitals(word)]
    if capitals and len(capitals) < len(words):
        first, last = capitals[0], capitals[-1] + 1
        while first > 0 and words[first - 1].casefold() in PARTICLES:
            first -= 1
        rest = words[:first] + words[last:]
        if rest and all(_initial(word) for word in rest) is False:
            return PersonName(_cased(words[first:last]), _cased(rest), "name:capitals")
    order, short = _ORDER.get(country_iso3 or "", ("last", "family"))
    if short == "family" and (found := _by_short_form(words, short_forms)) is not None:
        return found
    if (
        order == "last"
        and "-" in words[-1]
        and words[-1].split("-")[1][:1].islower()
        and country_iso3 in {None, "KOR", "CHN"}
    ):
        return PersonName(_cased(words[:1]), _cased(words[1:]), "name:hyphenated_given")
    if country_iso3 in {"JPN", None} and len(words) == 2:
        known = [word.casefold() in _JAPANESE_FAMILIES for word in words]
        if sum(known) == 1:
            k = known.index(True)
            return PersonName(_cased(words[k : k + 1]), _cased(words[1 - k : 2 - k]), "name:japanese_family")
    if order == "dated":
        order = "first" if published is not None and published >= _JAPAN_FAMILY_FIRST else "last"
    if order == "first":
        return PersonName(_cased(words[:1]), _cased(words[1:]), f"name:order_first:{country_iso3}")
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].casefold() in PARTICLES:
        cut -= 1
    if cut == 1 and len(words) > 2 and words[1].casefold() in PARTICLES:
        cut = 1
    return PersonName(_cased(words[cut:]), _cased(words[:cut]), "name:order_last")


def _by_short_form(words: list[str], short_forms: frozenset[str]) -> PersonName | None:
    used = [k for k, word in enumerate(words) if word.casefold() in short_forms and word.casefold() not in PARTICLES]
    if not used or len(used) == len(words):
        return None
    first, last = used[0], used[-1] + 1
    if last - first != len(used):
        return None
    while first > 0 and words[first - 1].casefold() in PARTICLES:
        first -= 1
    rest = words[:first] + words[last:]
    return PersonName(_cased(words[first:last]), _cased(rest) if rest else None, "name:short_form")


def _is_capitals(word: str) -> bool:
    return word.isupper() and sum(ch.isalpha() for ch in word) > 1 and not _initial(word) and word not in _NUMERALS


def _initial(word: str) -> bool:
    return len(word.replace(".", "")) <= 1 or (word.endswith(".") and len(word) <= 3)


def _cased(words: Sequence[str]) -> str:
    return " ".join(
        "-".join(part.capitalize() for part in word.split("-")) if _is_capitals(word) else word for word in words
    )
