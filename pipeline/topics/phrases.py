"""The small phrase language in which topic terms and their contexts are written.

==============  ========================================================================================
``missile``     the word, whatever its case; ``'`` and ``’`` are one, and so are all dashes
``WPS``         a word in capitals (two letters or more) is found in capitals only
``a b``         a blank stands for blanks, a line break or a hyphen: "counter terrorism", "counter-terrorism"
``a-b``         a hyphen stands for the same or nothing: also "counterterrorism"
``missile*``    any ending of the word, none included; also within a phrase: ``abduct* issue*``
``a ... b``     up to four words between, of the same clause
``(a|b|)``      one of these; the last one here is nothing
``Japan-*``     a hyphen and one name of up to three words: "Japan-Viet Nam", but not "Japan-U.S.-ROK"
``Minister @``  a name: words with a capital, joined by of, for, the, and, commas
``attend >>``   the rest of the clause, up to a comma, a bracket or the next verb that tells an act
==============  ========================================================================================

At least two letters or digits stand before the first wildcard, because these are what is searched for.
"""

import re
from dataclasses import dataclass, field
from itertools import product

_LETTERS = re.compile(r"[a-z0-9]{4,}")
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
_GAP, _PAIR, _NAME, _REST, _ENDING = "\x01", "\x02", "\x03", "\x04", "*"
_WILDCARD = re.compile(f"[{_GAP}{_PAIR}{_NAME}{_REST}{re.escape(_ENDING)}]")
_JOINERS = "of|the|and|for|on|in|to|de|del|da|al|with|at|under|&"
_TELLING = "held|holds|met|meets|had|has|paid|received|attended|spoke|took|gave|made|was|were|is|are|will|would|that"
_REGEX = {
    _GAP: r"[ -](?:(?:[^\s;:.()]+|(?:[A-Z]\.)+),?[ -]){0,4}?",
    _PAIR: r"-[\w.]+(?: [\w.]+){0,2}",
    _NAME: (
        r"(?:(?:the|a|an|its|his|her) )?[\"“'‘(]?[A-Z0-9][\w'’.&+/-]*"
        rf"(?:,? (?:(?:{_JOINERS}) )*[\"“'‘(]?[A-Z0-9][\w'’&+/-]*(?:\.[A-Z]\.?)*[\"”)]?)*"
    ),
    _REST: (
        rf"(?:(?! (?:{_TELLING})\b| and (?:[a-z]+ly )?(?:\w+ed|held|met|had|paid|said|told|spoke|took|gave)\b)"
        r"(?:[^,;:.()]|\.(?=[\w,])))+"
    ),
    _ENDING: r"\w*",
}


class PhraseError(ValueError):
    """A phrase breaks the rules above; the message says which and what to do."""


@dataclass(slots=True)
class Pattern:
    """One way in which a phrase can begin.

    ``anchor`` is the lower-case text up to the first wildcard, with blanks for hyphens. When ``source`` is empty it is
    all there is to find, and ``open_ended`` tells that the word may go on after it; otherwise ``regex`` decides, from
    the anchor's start. ``unhyphenated`` wants no hyphen in front. One of ``needs`` stands, in lower case, in any text that
    has the phrase; it is empty where that cannot be told.
    """

    anchor: str
    open_ended: bool
    unhyphenated: bool
    source: str
    needs: tuple[str, ...] = ()
    _regex: re.Pattern[str] | None = field(default=None)

    @property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first needed: most phrases never get that far."""
        if self._regex is None:
            self._regex = re.compile(self.source)
        return self._regex

    def end(self, cased: str, flat: str, start: int, end: int) -> int | None:
        """Where a phrase ends whose anchor stands from ``start`` to ``end``; None where it is another or within a word.

        ``cased`` is the text as the regular expressions want it, ``flat`` the same in lower case without hyphens.
        """
        if start and flat[start - 1].isalnum() and flat[start].isalnum():
            return None
        if self.source:
            if self.unhyphenated and start and cased[start - 1] == "-":
                return None
            match = self.regex.match(cased, start)
            return match.end() if match is not None else None
        last = len(flat)
        if end < last and flat[end].isalnum() and flat[end - 1].isalnum():
            if not self.open_ended:
                return None
            while end < last and flat[end].isalnum():
                end += 1
        return end


def lower(text: str) -> str:
    """Lower case without a change of length (``İ`` alone would become two characters)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def compile_phrase(phrase: str) -> list[Pattern]:
    """The patterns of ``phrase``, in the order in which its alternatives are written.

    Raises `PhraseError` when the phrase is empty, has a lone bracket, or begins with too little text to search for.
    """
    text = " ".join(phrase.split())
    if not text:
        raise PhraseError("the phrase is empty; write at least one word")
    text = re.sub(r" ?\.\.\. ?", _GAP, text)
    text = text.replace("-*", _PAIR).replace(" @", " " + _NAME).replace(" >>", " " + _REST)
    pieces = _ALTERNATIVES.split(text)
    if any(bracket in piece for piece in pieces[::2] for bracket in "()|"):
        raise PhraseError(f"“{phrase}” has a bracket or a bar without its partner; write (one|other)")
    patterns: dict[str, Pattern] = {}
    for head, tail in _beginnings(pieces):
        pattern = _pattern(head, tail, phrase)
        same = patterns.setdefault(pattern.anchor, pattern)
        if same is not pattern:
            _merge(same, pattern)
    return list(patterns.values())


def _beginnings(pieces: list[str]) -> list[tuple[str, list[str]]]:
    """Write out alternatives and hyphens up to the first wildcard: (text, all that follows) for each way to begin.

    ``pieces`` are by turns plain text and the inside of a bracket.
    """
    open_heads, done = [""], []
    for k, piece in enumerate(pieces):
        options = piece.split("|") if k % 2 else [piece]
        grown = [head + option for head in open_heads for option in options]
        open_heads = []
        for head in grown:
            wildcard = _WILDCARD.search(head)
            if wildcard is None:
                open_heads.append(head)
            else:
                follows = pieces[k + 1 :]
                rest = head[wildcard.start() :] + (follows.pop(0) if k % 2 else "")
                done.append((head[: wildcard.start()], [rest, *follows]))
    done += [(head, [""]) for head in open_heads]
    return [
        ("".join(spelled), tail)
        for head, tail in done
        for spelled in product(*(["-", ""] if piece == "-" else [piece] for piece in re.split(r"(-)", head)))
    ]


def _pattern(head: str, tail: list[str], phrase: str) -> Pattern:
    head = re.sub(" +", " ", head).lstrip(" ")
    anchor = lower(head.rstrip(" ")).replace("-", " ")
    if sum(character.isalnum() for character in anchor) < 2:
        raise PhraseError(f"“{phrase}” begins with too little to search for; write two letters or digits first")
    rest = "".join(f"({piece})" if k % 2 else piece for k, piece in enumerate(tail)).rstrip(" ")
    has_capitals = any(_in_capitals(word) for word in re.split(r"[^\w&]+", head))
    if rest in ("", _ENDING) and not has_capitals:
        return Pattern(anchor, rest == _ENDING, False, "")
    source = _source(head if rest else head.rstrip(" ")) + _source(rest)
    source += "" if rest[-1:] in (_REST, _NAME) else r"(?!\w)"
    return Pattern(anchor, False, rest.startswith(_PAIR), source, _needs(tail))


def _needs(tail: list[str]) -> tuple[str, ...]:
    """Words or parts of words of which all that ``tail`` matches has one: of its pieces the one that is rarest in texts.

    Only letters are looked for that no hyphen, blank or accent can change; the longest are taken for the rarest.
    """
    choices = []
    for k, piece in enumerate(tail):
        options = piece.split("|") if k % 2 else [piece]
        words = {max(_LETTERS.findall(lower(option)), key=len, default="") for option in options}
        if "" not in words:
            choices.append(tuple(sorted(words)))
    return max(choices, key=lambda words: min(map(len, words)), default=())


def _merge(pattern: Pattern, other: Pattern) -> None:
    """Let ``pattern`` decide for ``other`` too, which begins alike."""
    pattern.unhyphenated = pattern.unhyphenated and other.unhyphenated
    pattern.needs = tuple(sorted({*pattern.needs, *other.needs})) if pattern.needs and other.needs else ()
    if pattern.source or other.source:
        pattern.source = f"(?:{_as_source(pattern)})|(?:{_as_source(other)})"
    pattern.open_ended = pattern.open_ended or other.open_ended


def _as_source(pattern: Pattern) -> str:
    return pattern.source or _source(pattern.anchor + (_ENDING if pattern.open_ended else "")) + r"(?!\w)"


def _in_capitals(word: str) -> bool:
    return sum(character.isalpha() for character in word) >= 2 and word.isupper() and "." not in word


def _source(text: str) -> str:
    """The regular expression for a stretch of a phrase, to be matched against text with its case and hyphens kept."""
    # "(the|) X" and "X (the|)": the blank goes with the word that may be missing.
    text = re.sub(r"\(([^()]*)\|\) ", lambda m: "(" + "|".join(f"{option} " for option in m[1].split("|")) + "|)", text)
    pieces = []
    for piece in re.split(rf"({_WILDCARD.pattern}|[ ()|-]|\w+)", text):
        if piece in _REGEX:
            pieces.append(_REGEX[piece])
        elif piece == " ":
            pieces.append("[ -]")
        elif piece == "-":
            pieces.append("[ -]?")
        elif piece and piece in "()|":
            pieces.append("(?:" if piece == "(" else piece)
        elif piece:
            escaped = re.escape(piece)
            pieces.append(escaped if _in_capitals(piece) else f"(?i:{escaped})")
    return "".join(pieces)
