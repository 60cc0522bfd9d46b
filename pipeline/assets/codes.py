"""The code lists as tables: what the coded columns of all others mean.

They depend on no document; the link to the raw files says which build they belong to.
"""

from pipeline import stages
from pipeline.assets.stage import stage_assets

codes = stage_assets("codes", stages.list_codes, {"acts": ("raw_files",), "codes": ("raw_files",)})
