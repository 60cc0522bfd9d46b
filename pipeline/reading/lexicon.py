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


# Verbs stressed on the last syllable double their last letter: "committed", "committing".
_DOUBLING = frozenset("commit confer get plan put refer regret set win".split())
_VOWELS = "aeiou"


def past_of(lemma: str) -> str:
    """The regular past form: "shared", "replied", "committed", "agreed"."""
    if lemma in _DOUBLING:
        return lemma + lemma[-1] + "ed"
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ied"
    return lemma + "ed"


def participle_of(lemma: str) -> str:
    """The -ing form."""
    if lemma in _DOUBLING:
        return lemma + lemma[-1] + "ing"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    return lemma + "ing"


def present_of(lemma: str) -> str:
    """The third person singular."""
    if lemma.endswith(("s", "sh", "ch", "x", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ies"
    return "has" if lemma == "have" else lemma + "s"


@cache
def verb_forms() -> dict[str, Form]:
    """Every inflected form (lower case) of the reporting verbs."""
    by_lemma: dict[str, list[VerbRow]] = {}
    irregular: dict[str, str] = {}
    for row in rows("verbs.csv"):
        verb = VerbRow(
            lemma=row["lemma"],
            objects=tuple(filter(None, row["object"].split("|"))),
            frame=row["frame"],
            act=row["act"] or None,
            joint_act=row["joint_act"] or None,
            participle=row["participle"],
        )
        by_lemma.setdefault(verb.lemma, []).append(verb)
        if row["past"]:
            irregular[verb.lemma] = row["past"]
    forms: dict[str, Form] = {}
    for lemma, found in by_lemma.items():
        # The later form wins where two are alike ("put"): reports are told in the past.
        inflected = {
            "base": lemma,
            "present": present_of(lemma),
            "participle": participle_of(lemma),
            "past": irregular.get(lemma) or past_of(lemma),
        }
        for tense, word in inflected.items():
            forms[word] = Form(tense, lemma, tuple(found))
    return forms


@cache
def attitude_nouns() -> dict[str, str]:
    """Noun (lower case) to act."""
    return {row["noun"]: row["act"] for row in rows("attitude_nouns.csv")}


@dataclass(frozen=True, slots=True)
class AttitudePhrase:
    """A phrase of ``attitudes.csv`` as words, the first inflected; ``own``: the speaker must be its subject."""

    words: tuple[str, ...]
    act: str
    own: bool


# The finite forms of first words that no rule gives.
_IRREGULAR: dict[str, tuple[str, ...]] = {
    "be": ("is", "are", "was", "were", "am", "be", "'s", "been"),
    "have": ("has", "have", "had"),
    "do": ("do", "does", "did"),
    "will": ("will", "'ll"),
    "would": ("would",),
    "shall": ("shall",),
    "can": ("can",),
    "cannot": ("cannot",),
    "set": ("set", "sets"),
    "seek": ("seek", "seeks", "sought"),
    "stand": ("stand", "stands", "stood"),
    "feel": ("feel", "feels", "felt"),
    "pay": ("pay", "pays", "paid"),
}


@cache
def attitude_phrases() -> dict[str, tuple[AttitudePhrase, ...]]:
    """Attitude phrases by their first word in any finite form, the longest first."""
    found: dict[str, list[AttitudePhrase]] = {}
    for row in rows("attitudes.csv"):
        head, *rest = row["phrase"].split()
        for form in _IRREGULAR.get(head) or (head, present_of(head), past_of(head)):
            found.setdefault(form, []).append(AttitudePhrase((form, *rest), row["act"], row["subject"] == "own"))
    return {form: tuple(sorted(phrases, key=lambda p: (-len(p.words), p.words))) for form, phrases in found.items()}


# Shorter words are too near to others to be respelled.
_LONG = 8


@cache
def _misspellings() -> dict[str, str]:
    """Every long past form with one letter left out, to the form; and every attitude noun likewise."""
    found: dict[str, str] = {}
    for word in sorted([form for form in verb_forms() if form.endswith("ed")] + list(attitude_nouns())):
        if len(word) >= _LONG:
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
        if len(shorter) >= _LONG and _is_doubled(word, shorter):
            return shorter
        noun = lost.get(shorter)
        if noun in attitude_nouns() and noun is not None and noun[:k] + noun[k + 1 :] == shorter:
            return noun
    return None


def _is_doubled(word: str, shorter: str) -> bool:
    """Whether ``shorter`` is a known word that ``word`` spells with a letter too many, other than as its plural."""
    if shorter in verb_forms() and shorter.endswith("ed") and word.endswith("ed"):
        return True
    return shorter in attitude_nouns() and word != shorter + "s"
