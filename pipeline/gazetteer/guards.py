"""Where the word of a country, city or organization names something else, by the words around it.

All functions look at ``plain``, the text with straight apostrophes and single spaces, line breaks kept, and at a term
found in it from ``start`` to ``end``. ``search`` asks each only of the terms that it can be true of.
"""

import re

from pipeline.gazetteer.terms import Term

_HONORIFIC = re.compile(
    r"(?:Mrs?|MRS?|M[sS]|Miss|D[rR]|Prof|Professor|Sir|Dame|Lord|Lady|Madame?|Mme|Hon|Sheikh|H\.E|Amb|Sen|Gen|Adm|Col"
    r"|Capt)\.?"
)
_TITLE = re.compile(
    r"Minister|Secretary|Ambassador|President|Chancellor|Senator|Governor|Premier|Commissioner|Administrator|Queen|King"
    r"|Prince|Princess|Congress(?:wo)?man|Secretary-General"
)
_INITIAL = re.compile(r"[A-Z]\.")
_GIVEN_NAME = re.compile(r"[A-Z][\w-]*[a-z]")
_CAPITALIZED_WORD_AFTER = re.compile(r" [A-Z][a-z]+\b")
_CAPITALIZED_WORD_BEFORE = re.compile(r"[A-Z][a-z]{2,}")

_NAME_OF_A_DOCUMENT_OR_BODY = re.compile(
    r"(?: [A-Z0-9][\w'&-]*){0,3}?"
    r" (?:Agreements?|Accords?|Protocols?|Conventions?|Declarations?|Process|Frameworks?|Statute|Principles|Consensus"
    r"|Guidelines|Guiding|Charter|Treaty|Communiqu[eé]|Platform|Agenda|Action Plan|Plan of Action|Road ?[Mm]ap|Track"
    r"|Package|Rules|Compact|Pact|Formula|Outcome|Document|Commitments?|Pledge|Vision|Strategy|Initiative|Dialogue|Forum"
    r"|Arrangement|Round|Club|Olympics?|Paralympics?|Games|Marathon|University|Institute|Museum|Stock Exchange|Times"
    r"|Post|Herald|Symphony|Philharmonic|Orchestra|Film Festival|Trials?)\b"
    r"| (?:agreements?|accords?|protocols?|process|format|declaration|framework)\b"
)

_SPEAKING = re.compile(
    r"in(?:to)?|speak(?:s|ing)?|spoken?|learn(?:s|ed|ing)?|teach(?:es|ing)?|study(?:ing)?|fluent", re.I
)
_AFTER_A_LANGUAGE = re.compile(r"[.,;:)\]\"”/\n]|\s*$")
_OF_A_LANGUAGE = re.compile(r"[ -](?:[Ll]anguages?|[Ss]peak(?:ing|ers?)|[Vv]ersion|translation)\b")
_LINKED_LANGUAGE = re.compile(r" ?(?:[/)\]|]|\(PDF)")

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def addresses(plain: str) -> list[tuple[int, int]]:
    """The spans of web addresses, in whose paths "UN" is no mention."""
    if "://" not in plain and "www." not in plain:
        return []
    return [found.span() for found in _ADDRESS.finditer(plain)]


def is_person(plain: str, start: int, end: int, term: Term) -> bool:
    """A person of that name: "Mr. Jordan", "Mr. Michael B. Jordan", "Foreign Minister Israel Katz", "TOGO Kazuhiko"."""
    if term.in_capitals and _CAPITALIZED_WORD_AFTER.match(plain, end):
        return True
    line = plain[max(0, start - 60) : start].rpartition("\n")[2]
    words = line.split(" ")[:-1] if line.endswith(" ") else []
    if not words or not words[-1][:1].isupper():
        return False  # all that tells a person begins with a capital
    if term.in_capitals and _CAPITALIZED_WORD_BEFORE.fullmatch(words[-1]):
        return True
    if _HONORIFIC.fullmatch(words[-1]):
        return True
    if term.method == "country:adjective":
        return False
    if _TITLE.fullmatch(words[-1]):
        return True
    if len(words) > 2 and _INITIAL.fullmatch(words[-1]):
        words.pop()
    return (
        len(words) > 1 and _HONORIFIC.fullmatch(words[-2]) is not None and _GIVEN_NAME.fullmatch(words[-1]) is not None
    )


def is_part_of_name(plain: str, end: int) -> bool:
    """A city in the name of a document, an institution or an event: "Kyoto Protocol", "Hiroshima AI Process"."""
    return _NAME_OF_A_DOCUMENT_OR_BODY.match(plain, end) is not None


def is_language(plain: str, start: int, end: int) -> bool:
    """An adjective that names a language: "in Japanese", "French-speaking", "(Japanese / English)"."""
    if _OF_A_LANGUAGE.match(plain, end):
        return True
    before = plain[max(0, start - 20) : start]
    if before.endswith(("(", "[", "/", "/ ")):
        return _LINKED_LANGUAGE.match(plain, end) is not None
    return (
        before.endswith(" ")
        and _SPEAKING.fullmatch(before.split(" ")[-2]) is not None
        and _AFTER_A_LANGUAGE.match(plain, end) is not None
    )
