"""Slugs: ASCII ids made from names."""

import hashlib
import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ə": "e",
    }
)


_GAPS = re.compile(r"[^a-z0-9]+")
# Names of persons and titles repeat over the documents; so many are kept.
_KEPT = 65536


@lru_cache(maxsize=_KEPT)
def slug(name: str) -> str:
    """``name`` in lower-case ASCII letters and digits joined by hyphens; a hash where no letter is left."""
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name.translate(_LETTERS))
    flat = plain.encode("ascii", "ignore").decode("ascii").lower()
    found = _GAPS.sub("-", flat.replace("'", "").replace(".", "")).strip("-")
    return found or "x" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:10]
