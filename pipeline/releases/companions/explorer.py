"""The release as one HTML page that works offline: charts, tables, and each value shown in its source.

``explorer.html``, made by ``pipeline.releases.explorer``.
"""

from collections.abc import Mapping
from pathlib import Path

from pipeline.releases.companion import Companion
from pipeline.releases.explorer import explorer_page


def make(context: Companion) -> Mapping[str, bytes | Path]:
    """Make the page."""
    return {"explorer.html": explorer_page(context.tables, context.manifest)}
