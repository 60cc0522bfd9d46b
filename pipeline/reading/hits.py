"""The gazetteer's hits of one document, asked by characters or by token."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence

from pipeline.gazetteer import Hit
from pipeline.reading.tokens import Tokens


class HitIndex:
    """Hits in the order of the text, each at the token in which it begins.

    ``at`` gives the hit that begins with a token, ``party_at`` the state or organization that does; places do not act.
    """

    def __init__(self, tokens: Tokens, hits: Sequence[Hit]) -> None:
        self._tokens = tokens
        self._hits = hits
        self._starts = [hit.start for hit in hits]
        self._by_token: dict[int, Hit] = {}
        for hit in hits:
            k = bisect_right(tokens.starts, hit.start) - 1
            if k >= 0 and hit.start < tokens.ends[k]:
                self._by_token.setdefault(k, hit)
        parties = {k: hit for k, hit in self._by_token.items() if hit.entity_type != "place"}
        # Asked for at every other word, so these are the look-ups themselves.
        self.at: Callable[[int], Hit | None] = self._by_token.get
        self.party_at: Callable[[int], Hit | None] = parties.get

    def tokens(self) -> Collection[int]:
        """The tokens with which a hit begins."""
        return self._by_token.keys()

    def behind(self, hit: Hit, k: int) -> int:
        """The token behind ``hit``, which begins with token ``k``."""
        return max(self._tokens.at(hit.end), k + 1)

    def between(self, start: int, end: int) -> Sequence[Hit]:
        """The hits that begin within the characters ``start`` to ``end``."""
        return self._hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
