"""What a release was made from, as hashes: the same fingerprint means that nothing could come out differently."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pipeline

# The page of the explorer is code too.
CODE_SUFFIXES = frozenset({".py", ".css", ".html", ".js", ".woff2"})
REFERENCE_SUFFIXES = frozenset({".csv", ".toml"})
PACKAGE = Path(pipeline.__file__).parent


@dataclass(frozen=True, slots=True)
class InputDocument:
    """A raw file: its id, its path below the raw folder, SHA-256 of its bytes (hex), and their number.

    ``sha256`` and ``bytes`` are None where the file could not be read.
    """

    document_id: str
    path: str
    sha256: str | None
    bytes: int | None

    def told(self) -> dict[str, str | int | None]:
        """What a manifest says of it."""
        return {"document_id": self.document_id, "path": self.path, "sha256": self.sha256, "bytes": self.bytes}


def code_version(package: Path = PACKAGE) -> str:
    """Package version, ``+``, and 12 hex digits each of a SHA-256 over the code and over the reference files."""
    return f"{pipeline.__version__}+{_hash(package, CODE_SUFFIXES)}.{_hash(package, REFERENCE_SUFFIXES)}"


def code_parts(version: str) -> dict[str, str]:
    """The two hashes in a code version, ``code_hash`` and ``reference_hash``; empty for a version of another form."""
    _, _, hashes = version.partition("+")
    code, dot, reference = hashes.partition(".")
    return {"code_hash": code, "reference_hash": reference} if dot else {}


def _hash(package: Path, suffixes: Collection[str]) -> str:
    digest = hashlib.sha256()
    files = (path for path in package.rglob("*") if path.suffix in suffixes and path.is_file())
    for name, path in sorted((path.relative_to(package).as_posix(), path) for path in files):
        data = path.read_bytes()
        # The length keeps a file's end and the next one's name apart.
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


def fingerprint(code: str, settings: Mapping[str, object], inputs: Iterable[InputDocument]) -> str:
    """SHA-256 (hex) over code version, settings (JSON values) and the input documents, in whatever order they come."""
    documents = sorted([each.document_id, each.path, each.sha256 or ""] for each in inputs)
    made_from = {"code": code, "settings": dict(settings), "inputs": documents}
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()
