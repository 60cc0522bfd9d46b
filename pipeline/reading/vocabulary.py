"""Facts about single words, found out once for each word of the language and not at each of its places."""

from collections.abc import Callable
from typing import Generic, TypeVar

Fact = TypeVar("Fact")


def lowered(word: str) -> str:
    """A word in small letters, with a straight apostrophe."""
    return word.lower().replace("’", "'")


# Far more than the words of a month of readouts; a table that is full begins anew.
_MOST_WORDS = 16384


class WordTable(dict[str, Fact], Generic[Fact]):
    """What a pure function tells of a word, kept for the next time: ``table[word]``.

    Looking up a fact is several times as fast as a call. Only facts that depend on the word alone belong here.
    """

    def __init__(self, tell: Callable[[str], Fact]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, word: str) -> Fact:
        if len(self) >= _MOST_WORDS:
            self.clear()
        fact = self[word] = self._tell(word)
        return fact


_QUESTIONS: list[Callable[[str], bool]] = []


def _answers(word: str) -> int:
    return sum(1 << number for number, holds in enumerate(_QUESTIONS) if holds(word))


TRAITS = WordTable(_answers)


def trait(holds: Callable[[str], bool]) -> int:
    """Have a yes-or-no question about words asked of every token, all such questions in one look-up.

    Returns the bit that stands for "yes" in ``TRAITS``; ``Tokens.where`` gives the tokens that have it.
    """
    TRAITS.clear()
    _QUESTIONS.append(holds)
    return 1 << (len(_QUESTIONS) - 1)
