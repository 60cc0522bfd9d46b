"""Takes docs/asset-graph.png: the whole graph, groups open, after a build, in the real UI. Run it with `make picture`."""

import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.ui.browser import CHROMIUM, chromium_page, dagster_dev, materialize_all  # noqa: E402

GROUPS = ("raw", "parsed", "entities", "topics", "release")
TARGET = PROJECT / "docs" / "asset-graph.png"


def main() -> None:
    if CHROMIUM is None:
        sys.exit("chromium is not installed: apt-get install chromium fonts-dejavu-core")
    with (
        tempfile.TemporaryDirectory() as scratch,
        dagster_dev(Path(scratch, "home"), PROJECT / "raw", Path(scratch, "outputs"), Path(scratch, "log")) as address,
        chromium_page(width=2600, height=1900) as page,
    ):
        if materialize_all(page, address) != "Success":
            sys.exit("the build failed in the UI")
        page.goto(f"{address}/asset-groups")
        page.get_by_role("button", name="Hide navigation").click()
        for group in GROUPS:
            page.get_by_text(group, exact=True).last.click()
            page.wait_for_timeout(1500)
        page.wait_for_timeout(3000)
        page.screenshot(path=TARGET)
    print(TARGET)


if __name__ == "__main__":
    main()
