"""Which code and reference data a result depends on: a hash of a module, of all that it imports, and of what they read.

Imports are followed in the source, within this package, those inside of functions too. A reference file is one that a
string in a followed module names. Modules that are found by being in a folder, such as publishers, are not followed.
"""

import ast
import hashlib
import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
REFERENCE = PACKAGE / "reference"
_REFERENCE_FILE = re.compile(r"\w+\.csv")


@cache
def version_of(*modules: str) -> str:
    """SHA-256 (hex) over the source of ``modules`` (dotted names), what they import, and their reference files.

    The files are read once, when first asked: a process keeps the code that it began with.
    """
    digest = hashlib.sha256()
    for name, data in sorted((path.relative_to(PACKAGE).as_posix(), path.read_bytes()) for path in files_of(*modules)):
        # The length keeps a file's end and the next one's name apart.
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def files_of(*modules: str) -> frozenset[Path]:
    """The files that ``version_of`` covers."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        path = _file(waiting.pop())
        if path is None or path in found:
            continue
        found.add(path)
        imported, named = _uses(path)
        waiting += imported
        found.update(REFERENCE / name for name in named)
    return frozenset(found)


@cache
def _uses(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The modules that a file may import, and the reference files that it names."""
    imported: list[str] = []
    named: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            # What is imported from a package is a module of its own or something in the package's own file.
            imported += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _REFERENCE_FILE.fullmatch(node.value):
            named.append(node.value)
    return tuple(imported), tuple(name for name in named if (REFERENCE / name).is_file())


def _file(module: str) -> Path | None:
    """The source of a module of this package; None for other packages and for what is no module.

    The package's own ``__init__`` is the door for users and decides nothing.
    """
    first, *rest = module.split(".")
    if first != PACKAGE.name or not rest:
        return None
    path = PACKAGE.joinpath(*rest)
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None
