"""How long the explorer takes to open: ``python -m tests.explorer.opening [MEETINGS]`` makes so many and measures."""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pipeline.releases.explorer import explorer_page
from tests.explorer.generated import RELEASE, many_pages, write_release
from tests.ui.browser import chromium_page


def large_page(folder: Path, meetings: int) -> Path:
    """The page of a made-up release."""
    path = folder / "explorer.html"
    path.write_bytes(explorer_page(write_release(folder, many_pages(meetings)), RELEASE))
    return path


def seconds_to_open(page: Any, path: Path) -> float:
    """From asking for the file to all views drawn and painted."""
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return time.perf_counter() - start


def main() -> None:
    meetings = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as scratch, chromium_page() as page:
        start = time.perf_counter()
        path = large_page(Path(scratch), meetings)
        print(f"{meetings} meetings: made in {time.perf_counter() - start:.1f} s, {path.stat().st_size / 1e6:.1f} MB")
        for _ in range(5):
            page.goto("about:blank")
            print(f"opened in {seconds_to_open(page, path):.2f} s")


if __name__ == "__main__":
    main()
