"""The hashes under which results are kept: what went in, the code that made them, and the libraries that show in them."""

import hashlib
import json
import platform
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

import pandas as pd
import pyarrow

from pipeline import sources
from pipeline.versions import version_of

_READING = ("pipeline.tasks.document", "pipeline.cache.packs")
_CODING = ("pipeline.topics", "pipeline.cache.packs")
# What a character is and how it is matched comes with these.
_RUNTIME = (platform.python_implementation(), sys.version_info[:2], version("ahocorasick_rs"))
# Bytes of Parquet files depend on these.
_FILES = (pd.__version__, pyarrow.__version__)


def key_of(*parts: object) -> str:
    """SHA-256 (hex) over values that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def reading_version() -> str:
    """What reading depends on besides the document and its publisher's profile."""
    return key_of(version_of(*_READING), _RUNTIME)


@cache
def coding_version() -> str:
    """What the coding of topics depends on besides what was read."""
    return key_of(version_of(*_CODING), _RUNTIME)


@cache
def profile_version(source: str | None) -> str:
    """What a publisher's profile depends on; of a page that no profile fits, all profiles."""
    names = sorted(sources.profiles()) if source is None else [source]
    return version_of(*(f"{sources.__name__}.{name}" for name in names))


def recognition_version() -> str:
    """What it depends on which publisher's page a document is taken for."""
    return profile_version(None)


def reading_key(document_id: str, sha256: str, source: str | None, corrections: str | None) -> str:
    """Of the reading of a document: its id, which is in all ids, its bytes, its profile, what is put right in it."""
    told = (reading_version(), profile_version(source), source or "", document_id, sha256, corrections or "")
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def coding_key(reading: str) -> str:
    """Of the topics of a document, by the key of its reading."""
    return hashlib.sha256(f"{coding_version()}\0{reading}".encode()).hexdigest()


def part_key(module: str, *parts: object) -> str:
    """Of files that the code of a module makes from ``parts``."""
    return key_of(version_of(module), _FILES, parts)


def pack_name(folder: str, keys: Iterable[str]) -> str:
    """Of a file that holds the results under ``keys``."""
    return f"{folder}/{key_of(*keys)}.arrow"
