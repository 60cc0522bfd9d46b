"""Words, sentences and what encloses them: the token stream that every later step reads.

A document is tokenized once. Tokens are kept as parallel lists, because the reading walks over them far more often
than it looks at any one of them.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate, compress, count

from pipeline.reading.vocabulary import TRAITS, WordTable, lowered, trait

# Abbreviations that end in a full stop without ending a sentence. Single letters and "U.S."-like chains are matched by
# shape; these are the words among them.
_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Messrs|Hon|Rt|Amb|Prof|Gen|Lt|Col|Adm|Sen|Rep|Gov|St|No|Nos|Vol|Jr|Sr|Inc|Ltd|Co|vs|etc|approx|Jan|Feb"
    "|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_PIECE = r"(?:(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’][^\W_]+)*)"
# A token is any of these; the first two lines take plain words and marks, to which no other line applies. The look at
# white space goes before all, since it spares the characters between tokens every line.
_TOKEN = re.compile(
    rf"""(?=\S)(
      [A-Za-z]++(?![\w.'’‐‑–-])
    | [^\w\s'’]
    | \b(?:{_ABBREVIATIONS})\.(?=[\s,;)]|$)                # Mr.
    | \b(?:Mr|Mrs|Ms|Dr)\.(?=[A-Z])                          # the blank was lost: Mr.Amano
    | \b[A-Z]\.(?=\s[A-Z])                                   # initials: A. K.
    | ['’]s\b                                              # possessive
    | \d+(?::\d+)?[ap]\.m\.                                 # 11:40p.m.
    | \d+(?:[.,:]\d+)+\b
    | {_PIECE}(?:[-‐‑–]{_PIECE})*                           # words and compounds: Ki-moon, Japan-U.S.-ROK, H.E.
    | ['’]
    )""",
    re.VERBOSE,
)
_REPORTING = (
    "shared confirmed concurred agreed exchanged discussed reaffirmed stated expressed explained proposed "
    "welcomed thanked noted requested emphasized stressed conveyed said voiced decided affirmed pointed asked "
    "replied responded underscored mentioned".split()
)
_VERBS = "|".join(_REPORTING)
# Words run together where the page lost a blank ("Ministersshared", "statedthat"): only splits into known words.
_GLUED = re.compile(
    rf"^(?:(?P<head>ministers|leaders|sides|he|she|they|and|hid|his|her)(?:{_VERBS}|that|the|to|continue|work|further)"
    rf"|(?P<verb>{_VERBS})(?:that|the|his|her|to|on|its|their)"
    r"|(?P<of>to|the|that)(?:continue|work|further|the)"
    r"|(?P<window>Window)(?:was|were|to|and|on|of|in|at|that|for|which|by|is))$",
    re.IGNORECASE,
)
_SHORTEST_GLUED = 7
_PERHAPS = -1
# A name with its verb ("Klimkinproposed"): only where the name stands alone elsewhere on the page.
_NAME_AND_VERB = re.compile(rf"^(?P<name>[A-Z][^\W\d_]{{2,}})(?:{_VERBS})$")
_VERB_ENDINGS = tuple(_REPORTING)
_SENTENCE_END = {".", "?", "!", "。"}
_ENCLOSING = re.compile(r"""[()\[\]“”"\n]""")
_CLOSING_MARKS = frozenset(")]”")
_CLOSERS = {")", "]", "”", "’", '"', "'", "」"}
# A sentence may end in an abbreviation ("… by the U.S. The two Ministers …"); these words then begin the next one,
# while "Secretary of State …" goes on with a title.
_STARTERS = frozenset(
    "The He She They It In On At Both As With Regarding Furthermore Additionally Moreover Lastly Finally Also To "
    "For Following Turning An A This These After Before During Concerning".split()
)

_ADVERBS = frozenset(
    "also further then again once very much always still now thus both all each first in turn together just never "
    "so next likewise therefore furthermore".split()
)
_NO_ADVERBS = frozenset("family supply reply ally assembly italy july rely apply comply".split())


@dataclass(slots=True)
class Tokens:
    """The tokens of a text as parallel lists.

    ``words``: as written; ``lower``: case-folded, ``’`` as ``'``; ``starts`` and ``ends``: offsets in code points;
    ``depth``: how many parentheses enclose the token; ``quoted``: whether it stands inside quotation marks. ``marked``
    are the tokens that have a trait, each with its traits, and ``stops`` those that may end a sentence.
    """

    text: str
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    depth: list[int]
    quoted: list[bool]
    marked: list[tuple[int, int]]
    stops: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.stops = self.where(_MAY_END_SENTENCE)

    def __len__(self) -> int:
        return len(self.words)

    def is_adverb(self, k: int) -> bool:
        """Whether token ``k`` can stand between a subject and its verb: "also", "once again", any small word in -ly."""
        return _ADVERB[self.words[k]]

    def where(self, trait: int) -> list[int]:
        """The tokens that have a trait."""
        return [k for k, traits in self.marked if traits & trait]

    def at(self, offset: int) -> int:
        """The first token that starts at or after ``offset``."""
        return bisect_left(self.starts, offset)

    def between(self, start: int, end: int) -> range:
        """The tokens that start within the characters ``start`` to ``end``."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters from token ``first`` up to token ``last``, which is excluded."""
        return self.starts[first], self.ends[last - 1]

    def slice(self, first: int, last: int) -> str:
        """The text from token ``first`` up to token ``last``, which is excluded."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""


def tokenize(text: str) -> Tokens:
    """Split ``text`` into tokens; parentheses and quotation marks are forgotten at the end of a line."""
    parts = _TOKEN.split(text)  # gap, token, gap, …, token, gap
    bounds = list(accumulate(map(len, parts)))
    words, starts, ends = parts[1::2], bounds[:-1:2], bounds[1::2]
    for k in reversed(list(compress(count(), map(_CUT.__getitem__, words)))):
        cut = _CUT[words[k]]
        if cut == _PERHAPS:
            cut = _verb_behind_name(words[k], text)
        if cut:
            words[k : k + 1] = words[k][:cut], words[k][cut:]
            starts.insert(k + 1, starts[k] + cut)
            ends.insert(k, starts[k] + cut)
    depth, quoted = _enclosures(text, starts)
    lower = [*map(_LOWER.__getitem__, words)]
    marked = [(k, traits) for k, traits in enumerate(map(TRAITS.__getitem__, words)) if traits]
    return Tokens(text, words, lower, starts, ends, depth, quoted, marked)


def _cut(word: str) -> int:
    """Where a word falls into two tokens, 0 where it does not; ``_PERHAPS`` where the rest of the page decides."""
    if word[-1] == "s" and len(word) > 3 and word[-2] in "'’":
        return len(word) - 2
    if len(word) < _SHORTEST_GLUED:
        return 0
    glued = _GLUED.match(word)
    if glued is not None and glued.lastgroup is not None:
        return glued.end(glued.lastgroup)
    return _PERHAPS if word.endswith(_VERB_ENDINGS) and _NAME_AND_VERB.match(word) else 0


def _verb_behind_name(word: str, text: str) -> int:
    """Where a verb was run together with a name, 0 where the name does not stand alone in ``text``."""
    named = _NAME_AND_VERB.match(word)
    return named.end("name") if named is not None and re.search(rf"\b{named['name']}\b", text) else 0


def _may_end_sentence(word: str) -> bool:
    """A full stop or its like, or an abbreviation such as "U.S."."""
    return word in _SENTENCE_END or (word.endswith(".") and len(word) > 3 and word[0].isupper() and word[1] == ".")


def _is_adverb(word: str) -> bool:
    lower = lowered(word)
    if lower in _ADVERBS:
        return True
    return lower.endswith("ly") and len(lower) > 4 and lower not in _NO_ADVERBS and word[0].islower()


_ADVERB = WordTable(_is_adverb)
_CUT = WordTable(_cut)
_MAY_END_SENTENCE = trait(_may_end_sentence)
_LOWER = WordTable(lowered)


def _enclosures(text: str, starts: list[int]) -> tuple[list[int], list[bool]]:
    """How many parentheses enclose each token, and whether quotation marks do; the marks themselves are inside."""
    depth = [0] * len(starts)
    quoted = [False] * len(starts)
    level, curly, straight = 0, False, False
    since = 0  # the token from which on level and marks hold
    for match in _ENCLOSING.finditer(text):
        mark = match[0]
        if mark == "\n" and not (level or curly or straight):
            continue
        closes = mark in _CLOSING_MARKS or (mark == '"' and straight)
        k = bisect_left(starts, match.start()) + closes
        if level:
            depth[since:k] = [level] * (k - since)
        if curly or straight:
            quoted[since:k] = [True] * (k - since)
        since = k
        if mark == "\n":
            level, curly, straight = 0, False, False
        elif mark in "([":
            level += 1
        elif mark in ")]":
            level = max(0, level - 1)
        elif mark == '"':
            straight = not straight
        else:
            curly = mark == "“"
    if level:
        depth[since:] = [level] * (len(starts) - since)
    if curly or straight:
        quoted[since:] = [True] * (len(starts) - since)
    return depth, quoted


def no_american_title(words: list[str], k: int) -> bool:
    """Whether a minister stands behind "U.S." at ``k``: the United States have none, so a sentence begins there."""
    if words[k] != "U.S." or k + 2 >= len(words):
        return False
    return words[k + 1] == "Minister" or words[k + 1 : k + 3] in (["Foreign", "Minister"], ["Prime", "Minister"])


def sentences(tokens: Tokens, first: int, last: int) -> list[tuple[int, int]]:
    """Cut the tokens ``first`` to ``last`` into sentences, each a pair of token numbers, the end excluded.

    A full stop inside parentheses or a quotation ends no sentence unless the enclosure closes right after it.
    """
    found: list[tuple[int, int]] = []
    words, depth, stops = tokens.words, tokens.depth, tokens.stops
    begin = first
    for k in stops[bisect_left(stops, first) : bisect_left(stops, last)]:
        if words[k] in _SENTENCE_END:
            if depth[k] != 0 and depth[k] != depth[begin]:
                continue
            end = k + 1
            while end < last and words[end] in _CLOSERS and tokens.starts[end] == tokens.ends[end - 1]:
                end += 1
            # "No. 3 . continues": a lower-case word after the stop goes on with the sentence.
            if end < last and words[end][0].islower() and tokens.starts[end] > tokens.ends[end - 1]:
                continue
            found.append((begin, end))
            begin = end
        else:
            starts = k + 2 < last and (words[k + 1] in _STARTERS or no_american_title(words, k))
            if starts and tokens.starts[k + 1] > tokens.ends[k]:
                found.append((begin, k + 1))
                begin = k + 1
    if begin < last:
        found.append((begin, last))
    return found
