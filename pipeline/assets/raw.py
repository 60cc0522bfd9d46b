"""Stage 1: the files below the raw folder, hashed and decoded, and what is known to be wrong in them."""

from pipeline import stages
from pipeline.assets.stage import stage_assets

raw = stage_assets(
    "raw",
    stages.store_raw,
    {"raw_files": (), "raw_texts": ("raw_files",), "corrections": ()},
    stages.RAW_RECORDS,
)
