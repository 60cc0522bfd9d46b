"""The vocabulary of names and titles, in lower case. The words of titles are in ``titles.csv``."""

from pipeline.reference_files import rows

HONORIFICS = frozenset(
    "h.e. h. e. mr. mr ms. ms mrs. mrs miss dr. dr amb. prof. professor hon. hon honorable honourable rt. rt "
    "right sir dame lord lady his her their excellency majesty highness royal imperial serene holiness h.m. "
    "h.r.h. hrh h.h. hm hh sen. senator gen. lt. col. adm. dato dato' datuk datin tan sri sheikh shaikh engineer "
    "eng. ing. messrs. mme. mme madam".split()
)
# Words that begin a phrase as an honorific only when another honorific, a style or a name follows.
WEAK_HONORIFICS = frozenset("his her their right royal imperial serene h. e. tan sri rt rt. the".split())
FEMALE = frozenset("ms. ms mrs. mrs miss dame lady madam queen princess empress mme. mme".split())
MALE = frozenset("mr. mr sir lord king prince emperor".split())
# Small words inside names ("van der", "bin").
PARTICLES = frozenset(
    "de da del della di dos das do du van von der den ter ten le la el al bin bint ibn ben abu ould abdel ul ur "
    "st. san".split()
)
# What may follow a name without being part of it ("MP", "Jr.").
SUFFIXES = frozenset("mp kc qc am ao td t.d. phd jr jr. sr sr. esq. obe cbe kbe ph.d.".split())
NUMERALS = frozenset("I II III IV V VI VII VIII IX X XI XII XIV XVI".split())
# Capitalized words that begin sentences, not names; as written.
NOT_NAMES = frozenset(
    "On In At The During After Before With Regarding And Both He She They It This That These Following As For "
    "From Furthermore Additionally Moreover Lastly Finally Also Upon Meanwhile Since While When Japan".split()
)
# Verbs of headlines, which stand in capitals: "Prime Minister Abe Meets with …".
HEADLINE_VERBS = frozenset(
    "meets holds receives attends pays visits hosts delivers speaks calls talks sends conveys exchanges co-hosts "
    "chairs welcomes".split()
)


def _title_words(part: str) -> frozenset[str]:
    return frozenset(row["word"] for row in rows("titles.csv") if row["part"] == part)


def _with_misspellings(words: frozenset[str]) -> frozenset[str]:
    """Long titles also with one letter lost or doubled, as pages have them ("Commisioner", "Secretry")."""
    long = [word for word in words if len(word) >= 8]
    lost = {word[:k] + word[k + 1 :] for word in long for k in range(1, len(word))}
    doubled = {word[:k] + word[k - 1] + word[k:] for word in long for k in range(1, len(word) + 1)}
    return words | (lost - {"directo", "generals"}) | {word for word in doubled if not word.endswith("ss")}


# Words that can carry a title alone ("Minister"), that stand before such a word ("Foreign"), and monarchs' styles.
HEADS = _with_misspellings(_title_words("head"))
MODIFIERS = _title_words("modifier")
REGNAL = _title_words("regnal")
TITLE_WORDS = HEADS | MODIFIERS
