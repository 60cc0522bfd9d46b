"""Publishers: one module each, found by being here, which holds a ``PROFILE``. Nothing here touches documents."""

import importlib
import pkgutil
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.sources.profile import Profile, sample_of

__all__ = ["Profile", "profiles", "recognize"]


@cache
def profiles() -> dict[str, Profile]:
    """All publishers' profiles by name, sorted."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "profile")
    found = (importlib.import_module(f"{__name__}.{name}").PROFILE for name in names)
    return {profile.name: profile for profile in found}


@cache
def _signs() -> tuple[AhoCorasick, tuple[str, ...]]:
    """The signs of all publishers' habits, compiled once: looking for each by itself costs three times as much."""
    signs = tuple(sorted({sign for profile in profiles().values() for mark in profile.marks for sign in mark.signs}))
    return AhoCorasick(signs, matchkind=MatchKind.Standard), signs


def recognize(text: str) -> Profile | None:
    """The publisher whose habits the page shows most, or None when it shows too few of anybody's."""
    sample, folded = sample_of(text)
    automaton, signs = _signs()
    shown = {signs[number] for number, _, _ in automaton.find_matches_as_indexes(folded, overlapping=True)}
    weighed = [
        (profile.weight(sample, shown) - profile.threshold, profile.name, profile) for profile in profiles().values()
    ]
    best = max(weighed, key=lambda item: (item[0], item[1]), default=None)
    return best[2] if best is not None and best[0] >= 0 else None
