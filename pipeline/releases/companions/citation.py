"""How to cite the release and its sources, in the Citation File Format 1.2.

GitHub and reference managers read it: https://citation-file-format.github.io.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.releases import about
from pipeline.releases.companion import Companion

FILE = "CITATION.cff"


def make(context: Companion) -> Mapping[str, bytes | Path]:
    """The file ``CITATION.cff``."""
    day, _, _ = context.release_id.partition(".")
    citation = {
        "cff-version": "1.2.0",
        "message": "If you use these data, cite the release, and the publishers of the texts.",
        "type": "dataset",
        "title": about.TITLE,
        "abstract": about.DESCRIPTION,
        "authors": [{"name": about.AUTHOR}],
        "version": context.release_id,
        "date-released": day,
        "license": about.LICENCE,
        "keywords": list(about.KEYWORDS),
        "references": [
            {
                "type": "website",
                "title": each.publisher,
                "authors": [{"name": each.publisher}],
                "url": each.site,
                "notes": f"Terms: {each.terms}",
            }
            for each in about.publishers(context.tables)
        ],
    }
    return {FILE: "".join(f"{line}\n" for line in _yaml({k: v for k, v in citation.items() if v})).encode()}


def _yaml(mapping: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a mapping of strings, lists and mappings; strings are quoted as in JSON, which YAML reads."""
    for name, value in mapping.items():
        if isinstance(value, str):
            yield f"{name}: {json.dumps(value, ensure_ascii=False)}"
        else:
            yield f"{name}:"
            yield from _items(value)


def _items(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        lines = [json.dumps(value, ensure_ascii=False)] if isinstance(value, str) else list(_yaml(value))
        yield f"  - {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])
