"""Template, styles, scripts, libraries, fonts and data become one file that asks for nothing else.

Only scripts whose hash the page's Content-Security-Policy names can run, so a script that a document smuggled in would
not; and no text of a document stands in the page's markup: it is packed, or escaped within JSON.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Any

from pipeline.releases.explorer.columns import pack, to_json
from pipeline.releases.explorer.rows import MAX_MEETINGS, choose, rows_payload
from pipeline.releases.explorer.sources import MAX_TEXT_CHARS, source_packets
from pipeline.sources import profiles
from pipeline.tables import schema

LIBRARIES = ("d3.min.js", "plot.umd.min.js", "table-core.iife.min.js")
FONTS = (
    ("Source Sans 3", "source-sans-3-latin-wght-normal.woff2"),
    ("Source Serif 4", "source-serif-4-latin-wght-normal.woff2"),
)
LICENCES = (
    ("D3", "LICENSE-d3"),
    ("Observable Plot", "LICENSE-plot"),
    ("TanStack Table", "LICENSE-tanstack-table"),
    ("TanStack Store", "LICENSE-tanstack-store"),
    ("Source Sans 3", "LICENSE-source-sans-3"),
    ("Source Serif 4", "LICENSE-source-serif-4"),
)
STYLES = ("style.css",)
SCRIPTS = (
    "dom.js",
    "data.js",
    "texts.js",
    "state.js",
    "selection.js",
    "filters.js",
    "figure.js",
    "charts.js",
    "network.js",
    "tables.js",
    "detail.js",
    "main.js",
)


def explorer_page(
    tables: Mapping[str, Path],
    release: Mapping[str, Any],
    max_meetings: int = MAX_MEETINGS,
    max_text_chars: int = MAX_TEXT_CHARS,
) -> bytes:
    """Make the page of a release.

    Args:
        tables: the Parquet file of each table, or the folder of its parts.
        release: what the page says of the release; ``release_id`` and ``code_version``.
        max_meetings: the page holds so many meetings at most, the newest, and says so.
        max_text_chars: of texts with more code points in all it holds the paragraphs with statements, and says so.

    Returns:
        HTML in UTF-8; the same bytes for the same tables, release and version of zlib.
    """
    chosen = choose(tables, max_meetings)
    sources = source_packets(chosen, max_text_chars)
    about = {
        "release_id": release["release_id"],
        "code_version": release["code_version"],
        "total_meetings": chosen.total,
        "excerpts": sources.excerpts,
        "packets": sources.sizes,
        "codes": _codes(),
        "publishers": {
            name: {"name": profile.publisher, "site": profile.site, "terms": profile.terms, "licence": profile.licence}
            for name, profile in profiles().items()
        },
    }
    data = [
        _data("about", "application/json", escape_json(to_json(about))),
        _data("rows", "text/plain", pack(rows_payload(chosen))),
        *(_data(f"packet-{number}", "text/plain", text) for number, text in enumerate(sources.packets)),
        _data("licences", "text/plain", "\n\n".join(_licence(name, file) for name, file in LICENCES)),
    ]
    scripts = [*(_vendored(name) for name in LIBRARIES), _own_script()]
    page = Template(_part("page", "template.html")).substitute(
        policy=_policy(scripts),
        styles="\n".join([_font_faces(), *(_part("page", name) for name in STYLES)]),
        data="\n".join(data),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )
    return page.encode("utf-8")


def escape_json(text: str) -> str:
    """JSON that cannot end its script element nor begin a comment in it; it parses to the same value."""
    for char, escape in (("<", "\\u003c"), (">", "\\u003e"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(char, escape)
    return text


def _policy(scripts: Iterable[str]) -> str:
    """Nothing from elsewhere, no script but these, no string made into markup.

    Plot writes style elements and attributes, so styles are free; they can load nothing.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        "connect-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def _own_script() -> str:
    body = "\n".join(_part("page", name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


def _vendored(name: str) -> str:
    text = _part("vendor", name)
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError(f"{name} cannot stand in a script element")
    return text


def _font_faces() -> str:
    faces = []
    for family, file in FONTS:
        data = base64.b64encode(_file("vendor", file).read_bytes()).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"{family}";font-weight:200 900;font-display:block;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return "\n".join(faces)


def _licence(name: str, file: str) -> str:
    return f"{name}\n\n{_vendored(file).strip()}"


def _data(name: str, kind: str, text: str) -> str:
    return f'<script type="{kind}" id="{name}">{text}</script>'


def _codes() -> dict[str, dict[str, str]]:
    """The meanings of all codes, by column; a column of several tables has the same meaning in each."""
    return {
        column: {code.value: code.meaning for code in codes}
        for table in ("meetings", "participants", "statements")
        for column, codes in schema.code_lists(table).items()
    }


def _part(folder: str, name: str) -> str:
    # Line ends as they are in the file: the hash of a script is that of its characters.
    return _file(folder, name).read_text(encoding="utf-8")


def _file(folder: str, name: str) -> Traversable:
    return resources.files(__package__).joinpath(folder, name)
