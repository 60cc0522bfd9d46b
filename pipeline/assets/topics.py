"""Stage 4: statements and meetings to topics, and the counts for analysis."""

from pipeline import stages
from pipeline.assets.stage import stage_assets

SOURCES = ("texts", "blocks", "meetings", "statements", "parsed_participants", "topics")

topics = stage_assets(
    "topics",
    stages.code_topics,
    {"topics": (), "statement_topics": SOURCES, "meeting_topics": SOURCES},
)

counts = stage_assets(
    "topics",
    stages.count_topics,
    {
        "topics_by_year": ("meetings", "meeting_topics"),
        "topics_by_country": ("participants", "meeting_topics"),
        "topic_pairs": ("meetings", "meeting_topics", "statement_topics"),
        "country_pairs": ("meetings", "participants", "statements"),
    },
)
