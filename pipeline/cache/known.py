"""What is known of the files of a raw folder, so that those that did not change are not read again.

Unlike all else in the cache this is kept by folder, and replaced by every build.
"""

from collections.abc import Mapping
from dataclasses import fields

import pyarrow as pa

from pipeline.cache.keys import key_of, recognition_version
from pipeline.cache.nested import schema_of
from pipeline.cache.store import REPLACED, Store
from pipeline.raw import Folder, Inspected
from pipeline.versions import version_of

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
_FIELDS = [field.name for field in fields(Inspected)]
_PLACE = [pa.field("path", pa.string()), pa.field("signature", pa.string())]
_SCHEMA = pa.schema([*_PLACE, *schema_of(Inspected)])


def load(store: Store, folder: Folder) -> dict[str, tuple[str, Inspected]]:
    """What is known, as ``pipeline.raw.survey`` takes it; nothing where it cannot be used."""
    try:
        table = pa.ipc.open_file(store.read(_name(folder))).read_all()
    except (OSError, pa.ArrowInvalid):
        return {}
    columns = [table[name].to_pylist() for name in _SCHEMA.names]
    return {path: (signature, Inspected(*rest)) for path, signature, *rest in zip(*columns, strict=True)}


def save(store: Store, folder: Folder, known: Mapping[str, tuple[str, Inspected]]) -> None:
    """Keep what is known."""
    rows = [
        (path, signature, *(getattr(found, name) for name in _FIELDS)) for path, (signature, found) in known.items()
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_SCHEMA)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, _SCHEMA, options=_OPTIONS) as writer:
        writer.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA))
    store.write(_name(folder), sink.getvalue())


def _name(folder: Folder) -> str:
    """What is said of a file depends on the code that looks at it; which publisher's page it is, on all profiles."""
    return f"{REPLACED}/{key_of(repr(folder), version_of('pipeline.raw'), recognition_version())}.arrow"
