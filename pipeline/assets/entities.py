"""Stage 3: names to ids across all documents."""

from pipeline import stages
from pipeline.assets.stage import stage_assets
from pipeline.tasks import parts

entities = stage_assets(
    "entities",
    stages.resolve_entities,
    {
        "countries": (),
        "organizations": (),
        "persons": (stages.READINGS,),
        **dict.fromkeys(parts.PERSONAL, (stages.READINGS, "persons")),
    },
)
