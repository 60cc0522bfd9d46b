"""The words of reported acts, from the reference files: verbs, attitude nouns, attitudes inside reported content."""

from dataclasses import dataclass
from functools import cache

from pipeline.reference_files import rows


@dataclass(frozen=True, slots=True)
class VerbRow:
    """One line of ``verbs.csv``; ``objects`` are the words of which one must follow."""

    lemma: str
    objects: tuple[str, ...]
    frame: str
    act: str | None
    joint_act: str | None
    participle: str


@dataclass(frozen=True, slots=True)
class Form:
    """An inflected form of a verb. ``tense`` is ``past``, ``participle`` (-ing), ``base`` or ``present``."""

    tense: str
    lemma: str
    rows: tuple[VerbRow, ...]


def past_of(lemma: str) -> str:
    """The regular past form: "agreed", "conferred" is irregular here, "replied", "shared"."""
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ied"
    return lemma + "ed"


def participle_of(lemma: str) -> str:
    """The -ing form."""
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    return lemma + "ing"


def present_of(lemma: str) -> str:
    """The third person singular."""
    if lemma.endswith(("s", "sh", "ch", "x", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies"
    return "has" if lemma == "have" else lemma + "s"


_DOUBLED = {
    "confer": "conferring",
    "refer": "referring",
    "regret": "regretting",
    "commit": "committing",
    "get": "getting",
    "put": "putting",
    "set": "setting",
    "win": "winning",
}
_DOUBLED_PAST = {"commit": "committed", "plan": "planned", "regret": "regretted", "confer": "conferred"}


@cache
def verb_forms() -> dict[str, Form]:
    """Every inflected form (lower case) of the reporting verbs."""
    by_lemma: dict[str, list[VerbRow]] = {}
    irregular: dict[str, str] = {}
    for row in rows("verbs.csv"):
        verb = VerbRow(
            row["lemma"], tuple(filter(None, row["object"].split("|"))), row["frame"], row["act"] or None,
            row["joint_act"] or None, row["participle"],
        )  # fmt: skip
        by_lemma.setdefault(verb.lemma, []).append(verb)
        if row["past"]:
            irregular[verb.lemma] = row["past"]
    forms: dict[str, Form] = {}
    for lemma, found in by_lemma.items():
        past = irregular.get(lemma) or _DOUBLED_PAST.get(lemma) or past_of(lemma)
        for tense, word in (
            ("base", lemma),
            ("present", present_of(lemma)),
            ("participle", _DOUBLED.get(lemma) or participle_of(lemma)),
            ("past", past),
        ):
            forms[word] = Form(tense, lemma, tuple(found))
    return forms


@cache
def attitude_nouns() -> dict[str, str]:
    """Noun (lower case) to act."""
    return {row["noun"]: row["act"] for row in rows("attitude_nouns.csv")}


@dataclass(frozen=True, slots=True)
class Attitude:
    """A phrase of ``attitudes.csv`` as words, the first inflected; ``own``: the speaker must be its subject."""

    words: tuple[str, ...]
    act: str
    own: bool


_BE = ("is", "are", "was", "were", "am", "be", "'s", "’s", "been")
_HAVE = ("has", "have", "had")
_PAST = {"set": "set", "seek": "sought", "stand": "stood", "feel": "felt", "pay": "paid"}


@cache
def attitudes() -> dict[str, tuple[Attitude, ...]]:
    """Attitude phrases by their first word in any form, the longest first."""
    found: dict[str, list[Attitude]] = {}
    for row in rows("attitudes.csv"):
        words = tuple(row["phrase"].split())
        head = words[0]
        if head == "be":
            forms: tuple[str, ...] = _BE
        elif head == "have":
            forms = _HAVE
        elif head in {"will", "would", "shall", "can", "cannot", "do"}:
            forms = {"will": ("will", "'ll", "’ll"), "do": ("do", "does", "did")}.get(head, (head,))
        else:
            forms = (head, present_of(head), _PAST.get(head) or _DOUBLED_PAST.get(head) or past_of(head))
        for form in forms:
            found.setdefault(form, []).append(Attitude((form, *words[1:]), row["act"], row["subject"] == "own"))
    return {form: tuple(sorted(rows_, key=lambda a: (-len(a.words), a.words))) for form, rows_ in found.items()}


@cache
def _misspellings() -> dict[str, str]:
    """Every long past form with one letter left out, to the form; and every attitude noun likewise."""
    found: dict[str, str] = {}
    for word in sorted([form for form in verb_forms() if form.endswith("ed")] + list(attitude_nouns())):
        if len(word) >= 8:
            for k in range(len(word)):
                found.setdefault(word[:k] + word[k + 1 :], word)
    return found


@cache
def respell(word: str) -> str | None:
    """The reporting verb or attitude noun that ``word`` (lower case) misspells by one letter, doubled, lost or wrong.

    A letter put for another is allowed in nouns only: among verbs it would take one word for another ("accepted").
    """
    if len(word) < 7 or word in verb_forms() or word in attitude_nouns() or not word.isalpha():
        return None
    lost = _misspellings()
    if word in lost:
        return lost[word]
    for k in range(len(word)):
        shorter = word[:k] + word[k + 1 :]
        if shorter in verb_forms() and len(shorter) >= 8 and shorter.endswith("ed") and word.endswith("ed"):
            return shorter
        if shorter in attitude_nouns() and len(shorter) >= 8 and word not in {shorter + "s"}:
            return shorter
        noun = lost.get(shorter)
        if (
            noun in attitude_nouns()
            and noun is not None
            and len(noun) == len(word)
            and noun[:k] + noun[k + 1 :] == shorter
        ):
            return noun
    return None
