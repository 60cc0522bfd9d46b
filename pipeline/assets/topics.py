"""Stage 4: statements and meetings to topics, and the counts for analysis."""

from pipeline import stages
from pipeline.assets.stage import stage_assets
from pipeline.tasks import parts

topics = stage_assets(
    "topics",
    stages.code_topics,
    {"topics": (), **dict.fromkeys((*parts.CODED, parts.TALLIES), (stages.READINGS, "topics"))},
    {parts.TALLIES: stages.TallyRow},
)

counts = stage_assets("topics", stages.count_topics, dict.fromkeys(stages.COUNTED, (parts.TALLIES,)))
