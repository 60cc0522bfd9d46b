"""The release as a Data Package (version 2): tables with columns, types, keys, constraints, hashes, licence, sources.

Programs that know the standard load and check the tables by it: https://datapackage.org.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.releases import about
from pipeline.releases.companion import Companion
from pipeline.releases.steps import to_json
from pipeline.tables import schema
from pipeline.tables.tableschema import table_schema

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def make(context: Companion) -> Mapping[str, bytes | Path]:
    """The file ``datapackage.json``."""
    described = descriptor(context.tables, context.manifest["tables"], context.release_id)
    return {FILE: to_json(described).encode()}


def descriptor(tables: Mapping[str, Path], entries: Mapping[str, Mapping[str, Any]], version: str) -> dict[str, Any]:
    """The descriptor of a set of tables, of which ``entries`` tell file, bytes and sha256."""
    publishers = about.publishers(tables)
    licences = dict.fromkeys([about.LICENCE, *(each.licence for each in publishers)])
    return {
        "$schema": PROFILE,
        "name": about.NAME,
        "title": about.TITLE,
        "description": about.DESCRIPTION,
        "version": version,
        "keywords": list(about.KEYWORDS),
        "licenses": [
            {"name": licence, "title": about.LICENCES[licence][0], "path": about.LICENCES[licence][1]}
            for licence in licences
        ],
        "contributors": [{"title": about.AUTHOR, "roles": ["creator"]}],
        "sources": [{"title": each.publisher, "path": each.site, "terms": each.terms} for each in publishers],
        "resources": [_resource(table, entries[table]) for table in schema.table_names()],
    }


def _resource(table: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": table,
        "type": "table",
        # A table in parts is named by its folder: of a list of files, frictionless reads the first alone.
        "path": entry["file"],
        "description": schema.description(table),
        "scheme": "file",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        # Under the standard's name, `bytes`, frictionless calls every Parquet file's size wrong: it does not count it.
        "byteSize": entry["bytes"],
        "hash": f"sha256:{entry['sha256']}",
        "schema": table_schema(table),
    }
