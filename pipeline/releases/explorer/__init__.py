"""A release as one HTML page that works from disk without a network: charts, tables, and each value in its source.

- ``columns``: rows as columns that are small in JSON;
- ``rows``: what the page filters, counts and lists, of the newest meetings;
- ``sources``: the documents' texts with spans, in packets that the page opens when they are asked for;
- ``assemble``: template, styles, scripts, libraries and data become one file.

``page/`` holds the page itself as separate sources, ``vendor/`` the libraries and fonts that it embeds.
"""

from pipeline.releases.explorer.assemble import explorer_page

__all__ = ["explorer_page"]
