"""Stage 1: the files below the raw folder, hashed and decoded."""

from pipeline import stages
from pipeline.assets.stage import stage_assets

raw = stage_assets(
    "raw",
    stages.store_raw,
    {"raw_files": (), "raw_texts": ("raw_files",)},
    stages.RAW_RECORDS,
)
