"""The Prime Minister's office of Japan (Kantei), English pages since 2011."""

import re
from dataclasses import replace

from pipeline.sources import mofa_jp
from pipeline.sources.profile import Mark

# The two offices of one government share layout, terms and state.
PROFILE = replace(
    mofa_jp.PROFILE,
    name="kantei",
    publisher="Prime Minister's Office of Japan",
    site="https://japan.kantei.go.jp/",
    marks=(
        Mark(re.compile(r"\A\s*Home\s*>\s*(?:News|Diplomatic|The Prime Minister|Speeches)", re.M), 5),
        Mark(re.compile(r"\n\s*Prime Minister in Action\b"), 5, ("prime minister in action",)),
        Mark(re.compile(r"\n\s*\[Provisional translation\]\s*$", re.M | re.I), 3, ("translat",)),
        Mark(
            re.compile(r"Archived entries for the (?<=\bArchived entries for the )\d+th"),
            5,
            ("archived entries for the ",),
        ),
        Mark(re.compile(r"\n\s*Page Top\s*$", re.M), 2, ("page top",)),
        Mark(re.compile(r"\(Photo: Cabinet Public (?:Relations|Affairs) Office\)"), 1, ("photo: cabinet public ",)),
    ),
    threshold=3,
)
