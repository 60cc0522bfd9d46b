"""Layout: a document's text as blocks (header, captions, headings, items, notes, footer) that leave nothing out.

A line is classified by its own marks first (number, bullet, caption words), then by where it stands. The zones of a
page follow one another: header (collection, title, date), captions, the lead, the body, references, footer.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.reading.when import date_line
from pipeline.sources import Profile

_NUMBER = re.compile(
    r"""^(?P<bullet>[-–—•◦*o]\s+)?(?:
        (?P<paren>\((?P<in>\d{1,2}|[ivx]{1,4}|[a-h])\))\s*
      | (?P<dot>(?P<d>\d{1,2})\.(?!\d))\s*(?:(?P=d)\.(?!\d)\s*)?
      | (?P<close>(?P<c>\d{1,2})\))\s*
      | (?P<bare>\d{1,2})[\s\u00a0]+(?=[A-Z“"'‘])(?!(?:AM|PM|a\.m|p\.m|January|February|March|April|May|June|July|August
            |September|October|November|December)\b)
      | (?P<roman>[IVX]{1,4})\.?[\s\u00a0]+(?=[A-Z“"])(?!I\b)
      | (?P<letter>[a-h])\.\s+(?=[A-Z])
    )""",
    re.VERBOSE,
)
_BULLET = re.compile(r"^(?:[•◦·*–—-]|o(?=\s))[\s\u00a0]*")
_CAPTION = re.compile(r"^(?:\(\s*photos?\s*\d*\s*\)|\[\s*photos?\s*\d*\s*\]|photos?\s*\d*\s*:)", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\(?\s*(?:Photos?\s*(?::|by|courtesy)\s*(?:the\s+)?(?:Cabinet|Ambassador|Embassy|Office|Ministry"
    r"|Government|Nagasaki|"
    r"Hiroshima|City|.*\bOffice|.*\bCity).*|Pool Photo|Photo(?:graph)?s?\s+provided.*)\)?$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^(?:[\[(（]\s*(?:References?|Notes?|Related|Attachments?|Annex)\b[^\])）]*[\])）]|\*\s|※|\(\*"
    r"|Note\s*\d*\s*:|Attachments?:)",
    re.IGNORECASE,
)
_NOTE_LINE = re.compile(
    r"^(?:Japanese(?: version)?|\[Provisional translation\]|This is a provisional translation.*"
    r"|\(Provisional translation\)"
    r"|Tweet|Share|Print|Font size.*)$",
    re.IGNORECASE,
)
_AGENDA = re.compile(r"^(?:participants|attendees|overview|outline|summary|gist|results?)\b", re.IGNORECASE)
_STOPS = frozenset(".!?:;。")
_BEHIND_STOP = frozenset(")]”’\"'")
# Four characters, to be looked for there only: "U.S." and longer chains end in two letters with full stops.
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.[A-Z]\.|etc\.)$")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_EVENT = re.compile(r"\b(?:Meeting|Talks?|Call|Conference|Summit|Dialogue|Lunch|Luncheon|Dinner|Visit|Meets)\b")
_DATED_OPENING = re.compile(r"(?:On|From|At) [A-Z]\w+ ?\d{0,2}")
_DATED = re.compile(r"[(（][^()]*\d{1,2}[^()]*[)）]$")
_PROGRESSIVE = re.compile(
    r"\b(?:is|are|who)\s+(?:\w+ly\s+)?(?:\w+ing\b|shakes?|exchanges?|attends?|talks?|greets?|delivers?"
    r"|receives?|meets?)"
)
_FINITE = re.compile(
    r"\b(?:held|met|stated|expressed|explained|visited|attended|received|paid|had|spoke|exchanged"
    r"|confirmed|agreed|concurred"
    r"|thanked|welcomed|discussed|hosted|chaired|delivered|shared|was|were)\b"
)


# Kinds of the blocks that hold sentences.
BODY = frozenset({"lead", "item", "paragraph", "bullet"})


@dataclass(slots=True)
class Block:
    """One stretch of the page.

    ``start`` and ``end`` are its characters with the white space around it, ``body_start`` is where its words begin,
    behind number or bullet, ``text_end`` where they end. ``level`` counts from 1, ``label`` is the number as written.
    ``tokens`` are those of its words; the page sets them.
    """

    kind: str
    level: int | None
    label: str | None
    start: int
    end: int
    body_start: int
    text_end: int
    tokens: range = range(0)

    def words(self, text: str) -> str:
        """The block's words without its marker and without the white space around them."""
        return text[self.body_start : self.text_end]


@dataclass(slots=True)
class _Line:
    start: int
    text_start: int
    end: int
    words: str
    blank_before: bool


def lay_out(text: str, profile: Profile) -> list[Block]:
    """Cut ``text`` into blocks that tile it: from 0 to its end, each ending where the next begins."""
    lines = _lines(text)
    if not lines:
        return []
    return _Page(text, profile, lines).blocks()


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    offset, blank = 0, False
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip("\ufeff \t\u00a0\r\n\f\v\u3000\u200b\x1c\x1d\x1e\x85\u2028\u2029")
        if stripped:
            inner = raw.index(stripped)
            found.append(_Line(offset, offset + inner, offset + inner + len(stripped), stripped, blank))
            blank = False
        else:
            blank = True
        offset += len(raw)
    return found


class _Page:
    """Walks over the lines of one page, zone by zone."""

    def __init__(self, text: str, profile: Profile, lines: list[_Line]) -> None:
        self.text = text
        self.profile = profile
        self.lines = lines
        self.found: list[Block] = []
        self.markers: list[str] = []
        self.seen: set[str] = set()

    def blocks(self) -> list[Block]:
        k = self._header()
        in_reference = False
        while k < len(self.lines):
            line = self.lines[k]
            if self.profile.footer_line.match(line.words):
                for rest in self.lines[k:]:
                    self._add("footer", rest)
                break
            if _REFERENCE.match(line.words) and not _opens_caption(line.words):
                in_reference = True
                self._add("reference", line, level=1)
            elif in_reference and not _leaves_reference(line):
                self._add("reference", line, level=2)
            else:
                in_reference = False
                self._body_line(k)
            k += 1
        return self._tile()

    # -- header ---------------------------------------------------------------------------------------------------

    def _header(self) -> int:
        """Classify the lines before the body; returns the number of the body's first line."""
        limit, dated = len(self.lines), None
        for k, line in enumerate(self.lines):
            if date_line(line.words) is not None:
                dated = k if dated is None else dated
            elif _starts_body(line.words):
                limit = k
                break
        titled = False
        for k in range(limit):
            line = self.lines[k]
            if k == dated:
                self._add("date", line)
            elif _NOTE_LINE.match(line.words):
                self._add("reference", line)
            elif _CREDIT.match(line.words):
                self._add("credit", line)
            elif _CAPTION.match(line.words):
                self._add("caption", line)
            elif (dated is None or k < dated) and not titled and self._is_collection(line.words):
                self._add("collection", line)
            elif (dated is not None and k < dated) or (dated is None and not titled):
                self._add("title", line)
                titled = True
            elif self.profile.footer_line.match(line.words):
                self._add("footer", line)
            else:
                self._add("caption", line)
        return limit

    def _is_collection(self, words: str) -> bool:
        """Whether a line names a section of the site rather than an event."""
        if _EVENT.search(words) and ">" not in words:
            return False
        return bool(self.profile.collection_line.match(words))

    # -- body -----------------------------------------------------------------------------------------------------

    def _body_line(self, k: int) -> None:
        line = self.lines[k]
        words = line.words
        if _CREDIT.match(words):
            self._add("credit", line)
        elif _opens_caption(words):
            self._add("caption", line)
        elif _NOTE_LINE.match(words):
            self._add("reference", line)
        elif not _LATIN_LETTER.search(words):
            self._add("unparsed", line)
        elif self._continues(line):
            last = self.found[-1]
            last.text_end = line.end
        elif self._repeats(words):
            self._add("unparsed", line)
        else:
            self._content_line(k)

    def _content_line(self, k: int) -> None:
        line = self.lines[k]
        mark = _NUMBER.match(line.words)
        if mark:
            label = next(mark[g] for g in ("paren", "d", "c", "bare", "roman", "letter") if mark[g])
            content = line.words[mark.end() :]
            kind = "heading" if self._reads_as_heading(content, k) else "item"
            self._add(kind, line, self._level(mark), label, mark.end())
            return
        bullet = _BULLET.match(line.words)
        if bullet and bullet.end() < len(line.words):
            self._add("bullet", line, self._level(bullet), None, bullet.end())
        elif self._reads_as_heading(line.words, k):
            self._add("caption" if self._in_captions() else "heading", line, None if self._in_captions() else 1)
        elif not any(block.kind in BODY | {"heading"} for block in self.found):
            self._add("lead", line)
        else:
            self._add("paragraph", line)

    def _reads_as_heading(self, content: str, k: int) -> bool:
        """Short, without a full stop, and no sentence: what stands behind a number or alone on the line ``k``."""
        if not content:
            return True
        if content.endswith(":"):
            return len(content.split()) <= 8 and bool(_AGENDA.match(content))
        if _is_terminated(content) and not _ABBREVIATED_END.match(content, max(0, len(content) - 4)):
            return False
        following = self.lines[k + 1] if k + 1 < len(self.lines) else None
        if following is not None and not following.blank_before and following.words[0].islower():
            return False  # a sentence that goes on in the next line
        count = len(content.split())
        if content.endswith((")", "）")) and _DATED.search(content):
            return count <= 60
        return count <= 45 and not (count > 12 and _FINITE.search(content))

    def _in_captions(self) -> bool:
        """Whether the line before is a heading or a caption: then a bare line is a caption without a mark."""
        return bool(self.found) and (
            self.found[-1].kind in {"caption", "credit"}
            or (self.found[-1].kind == "heading" and self.found[-1].label is not None and self.found[-1].level == 2)
        )

    def _continues(self, line: _Line) -> bool:
        """A line that goes on with the sentence before it: no blank line, no mark, and a small letter or no stop."""
        if not self.found or line.blank_before or _NUMBER.match(line.words) or _BULLET.match(line.words):
            return False
        last = self.found[-1]
        if last.kind not in BODY:
            return False
        before = last.words(self.text)
        return line.words[0].islower() or (not _is_terminated(before) and len(before) > 40)

    def _repeats(self, words: str) -> bool:
        """A long line that stood on the page before: some stored pages hold their body twice."""
        if len(words) < 80:
            return False
        if words in self.seen:
            return True
        self.seen.add(words)
        return False

    def _level(self, mark: re.Match[str]) -> int:
        groups = mark.re.groupindex
        if "paren" not in groups:
            shape = "bullet"
        elif mark["paren"]:
            inner = mark["in"]
            shape = "(1)" if inner.isdigit() else "(i)" if set(inner) <= set("ivx") else "(a)"
        else:
            shape = next(
                s for s, g in (("1", "dot"), ("1)", "close"), ("1", "bare"), ("I", "roman"), ("a", "letter")) if mark[g]
            )
        if shape in self.markers:
            del self.markers[self.markers.index(shape) + 1 :]
        else:
            self.markers.append(shape)
        return self.markers.index(shape) + 1

    # -- tiling ---------------------------------------------------------------------------------------------------

    def _add(self, kind: str, line: _Line, level: int | None = None, label: str | None = None, skip: int = 0) -> None:
        self.found.append(Block(kind, level, label, line.start, line.end, line.text_start + skip, line.end))

    def _tile(self) -> list[Block]:
        """Give the white space before the first block and behind every block to a block."""
        self.found[0].start = 0
        for block, following in pairwise(self.found):
            block.end = following.start
        self.found[-1].end = len(self.text)
        return self.found


def _starts_body(words: str) -> bool:
    """Whether a line, no date line, begins the body: an opening sentence, a numbered line, a bullet that is a sentence."""
    if _CAPTION.match(words) or _CREDIT.match(words) or _NOTE_LINE.match(words) or ">" in words[:12]:
        return False
    mark = _NUMBER.match(words)
    if mark:
        # "22 September, 2009" begins with a number too, but is a date line.
        return mark["bullet"] is None or _is_terminated(words)
    sentence = _is_terminated(words) and len(words.split()) >= 8
    if _BULLET.match(words):
        return sentence
    if sentence and (_FINITE.search(words) or not _PROGRESSIVE.search(words)):
        return True
    # An opening broken over several lines ends its first line without a full stop.
    return len(words) > 60 and bool(_DATED_OPENING.match(words) and _FINITE.search(words))


def _is_terminated(words: str) -> bool:
    """Whether words end in a full stop or its like, perhaps within parentheses or quotation marks."""
    k = len(words)
    while k and (words[k - 1] in _BEHIND_STOP or words[k - 1].isspace()):
        k -= 1
    return k > 0 and words[k - 1] in _STOPS


def _opens_caption(words: str) -> bool:
    return bool(_CAPTION.match(words)) or (
        not _is_terminated(words)
        and not _NUMBER.match(words)
        and bool(_PROGRESSIVE.search(words))
        and not _FINITE.search(words)
    )


def _leaves_reference(line: _Line) -> bool:
    """A numbered heading or item ends a reference; a list of names, dots and notes goes on with it."""
    mark = _NUMBER.match(line.words)
    return bool(mark and mark["bullet"] is None and mark["dot"])
