"""The same documents give the same bytes, whatever the process, place and time around them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.settings import PROJECT

WORLDS: list[tuple[dict[str, str], bool]] = [
    ({"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}, False),
    ({"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"}, True),
]


def build(folder: Path, environment: dict[str, str], backwards: bool) -> dict[str, bytes]:
    """Build the shipped documents, copied in one order or the other, from another working folder; bytes by file."""
    shipped = sorted((PROJECT / "raw").rglob("*.txt"), reverse=backwards)
    for path in shipped:
        copy = folder / "raw" / path.relative_to(PROJECT / "raw")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--raw", "raw", "--outputs", "out"],
        cwd=folder,
        env={**os.environ, **environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    files = list((folder / "out" / "latest").iterdir())
    return {path.name: path.read_bytes() for path in files if path.name != "manifest.json"}


def test_hash_seed_time_zone_locale_and_file_order_do_not_show(tmp_path: Path) -> None:
    first, second = (
        build(tmp_path / str(number), environment, backwards) for number, (environment, backwards) in enumerate(WORLDS)
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
