"""Slugs: ASCII ids made from names."""

import hashlib
import re
import unicodedata

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


def slug(name: str) -> str:
    """``name`` in lower-case ASCII letters and digits joined by hyphens; a hash where no letter is left."""
    flat = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode("ascii").lower()
    found = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’.]", "", flat)).strip("-")
    return found or "x" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:10]
