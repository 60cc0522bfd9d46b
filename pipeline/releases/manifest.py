"""The manifest of a release: what went into it, and what its files are.

Raw files are listed in the manifest itself, or where they are many, in a Parquet file beside it that the manifest
names, so that a catalog of many releases can be read without them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.releases import steps

MANIFEST = "manifest.json"
INPUTS = "inputs.parquet"
MANY_INPUTS = 10_000
_INPUT_COLUMNS: Mapping[str, pa.DataType] = {
    "document_id": pa.string(),
    "path": pa.string(),
    "sha256": pa.string(),
    "bytes": pa.int64(),
}
_INPUTS_SCHEMA = pa.schema(_INPUT_COLUMNS)


def read(release: Path) -> dict[str, Any]:
    """The manifest of a release in a folder; ``n_inputs`` is the number of raw files, ``inputs`` may be elsewhere."""
    manifest: dict[str, Any] = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    # Releases of older code list all.
    manifest.setdefault("n_inputs", len(manifest.get("inputs", ())))
    return manifest


def read_whole(release: Path) -> dict[str, Any]:
    """The manifest with all raw files under ``inputs``, wherever they are listed."""
    manifest = read(release)
    if "inputs" not in manifest:
        manifest["inputs"] = pq.read_table(release / manifest["inputs_file"]["file"]).to_pylist()
    return manifest


def write(release: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest, which has all raw files under ``inputs``, into a release's folder."""
    told = dict(manifest)
    inputs = told["inputs"]
    told["n_inputs"] = len(inputs)
    if len(inputs) > MANY_INPUTS:
        del told["inputs"]
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(inputs, schema=_INPUTS_SCHEMA), sink, compression="zstd")
        size, sha256 = steps.write_read_only(release / INPUTS, sink.getvalue().to_pybytes())
        told["inputs_file"] = {"file": INPUTS, "rows": len(inputs), "bytes": size, "sha256": sha256}
    steps.write_read_only(release / MANIFEST, steps.to_json(told).encode())
