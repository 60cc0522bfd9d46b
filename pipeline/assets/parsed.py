"""Stage 2: each document read on its own: layout, meetings, people, statements, issues."""

from pipeline import stages
from pipeline.assets.stage import stage_assets
from pipeline.tasks import parts

parsed = stage_assets(
    "parsed",
    stages.parse,
    {
        stages.READINGS: ("raw_files", "corrections"),
        **dict.fromkeys(parts.PARSED, (stages.READINGS,)),
        "issues": (stages.READINGS, "raw_files", "corrections"),
    },
    {stages.READINGS: stages.ReadingRow},
)
