"""Stage 2: each document read on its own: layout, meetings, people, statements, issues."""

from pipeline import stages
from pipeline.assets.stage import stage_assets

parsed = stage_assets(
    "parsed",
    stages.parse,
    {
        **dict.fromkeys((*stages.PARSED, *stages.PARSED_RECORDS), ("raw_texts", "corrections")),
        "texts": ("raw_texts",),
        "blocks": ("raw_texts",),
        "issues": ("raw_files", "raw_texts", "corrections"),
    },
    stages.PARSED_RECORDS,
)
