"""Takes docs/explorer-*.png, from a release of the shipped documents. ``make picture`` runs it."""

import sys
import tempfile
from pathlib import Path

from pipeline.build import build
from pipeline.settings import PROJECT, Settings
from tests.ui.browser import CHROMIUM, chromium_page

DOCS = PROJECT / "docs"
STATEMENT = "open=mofa_jp%2F2018_caricom_sixth%231%2Fs7"
# Name, state in the address, width and height of the window.
PICTURES = (
    ("explorer-overview.png", "", 1360, 1190),
    ("explorer-statement.png", STATEMENT, 1360, 860),
    ("explorer-phone.png", "from=2016&to=2022", 390, 844),
)


def main() -> None:
    """Build a release aside and photograph its explorer."""
    if CHROMIUM is None:
        sys.exit("chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as scratch:
        result = build(Settings(PROJECT / "raw", Path(scratch, "outputs")))
        if result.release is None:
            sys.exit("the build failed")
        url = (result.release / "explorer.html").as_uri()
        for name, state, width, height in PICTURES:
            with chromium_page(width, height, scale=1.5) as page:
                page.goto(f"{url}#{state}")
                page.wait_for_selector("html[data-ready]")
                page.wait_for_timeout(500)
                page.screenshot(path=DOCS / name)
                print(DOCS / name)


if __name__ == "__main__":
    main()
