"""Searches for patterns that most texts do not hold: a look for a few letters comes first and spares the search."""

import re
from collections.abc import Iterable


def holds_any(text: str, signs: Iterable[str]) -> bool:
    """Whether one of ``signs`` is in a text."""
    for sign in signs:  # noqa: SIM110 - a generator costs more than all the looks
        if sign in text:
            return True
    return False


class SignedPattern:
    """A regular expression with its ``signs``: letters, case-folded, one of which is in whatever it matches.

    A pattern that ignores case also takes "ı" for "i", so its signs must do without that letter.
    """

    def __init__(self, pattern: str, signs: str, flags: int = 0) -> None:
        self._pattern = re.compile(pattern, flags)
        self._signs = tuple(signs.split())

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in ``text``."""
        return self._pattern.search(text) if holds_any(text.casefold(), self._signs) else None
