"""Stage 1: which files are below the raw folder, hashed and checked, and what is known to be wrong in them."""

from pipeline import stages
from pipeline.assets.stage import stage_assets

raw = stage_assets("raw", stages.store_raw, {"raw_files": (), "corrections": ()}, stages.RAW_RECORDS)
