"""Stage 3: names to ids across all documents."""

from pipeline import stages
from pipeline.assets.stage import stage_assets

entities = stage_assets(
    "entities",
    stages.resolve_entities,
    {
        "countries": (),
        "organizations": (),
        "persons": ("parsed_persons",),
        "visits": ("parsed_visits", "persons"),
        "participants": ("parsed_participants", "persons"),
        "mentions": ("parsed_mentions", "persons"),
    },
)
