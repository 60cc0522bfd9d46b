"""The Prime Minister's office of Japan (Kantei), English pages since 2011."""

import re

from pipeline.sources.mofa_jp import COLLECTION, FOOTER
from pipeline.sources.profile import Profile

PROFILE = Profile(
    name="kantei",
    publisher="Prime Minister's Office of Japan",
    site="https://japan.kantei.go.jp/",
    terms="Government of Japan Standard Terms of Use, compatible with CC BY 4.0",
    licence="CC-BY-4.0",
    home_iso3="JPN",
    zone="Asia/Tokyo",
    language="en",
    collection_line=COLLECTION,
    footer_line=FOOTER,
    marks=(
        (re.compile(r"\A\s*Home\s*>\s*(?:News|Diplomatic|The Prime Minister|Speeches)", re.M), 5),
        (re.compile(r"^\s*Prime Minister in Action\b", re.M), 5),
        (re.compile(r"^\s*\[Provisional translation\]\s*$", re.M | re.I), 3),
        (re.compile(r"\bArchived entries for the \d+th"), 5),
        (re.compile(r"^\s*Page Top\s*$", re.M), 2),
        (re.compile(r"\(Photo: Cabinet Public (?:Relations|Affairs) Office\)"), 1),
    ),
    threshold=3,
)
