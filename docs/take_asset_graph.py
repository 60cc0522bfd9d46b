"""Takes docs/asset-graph.png: the whole graph after a build, in the real UI, groups open. ``make picture`` runs it."""

import json
import sys
import tempfile
from pathlib import Path

from pipeline.settings import PROJECT
from tests.ui.browser import CHROMIUM, chromium_page, dagster_dev, materialize_all

TARGET = PROJECT / "docs" / "asset-graph.png"
# What the UI keeps in the browser: a narrow menu, and nodes without the lines that say nothing in a picture.
KEPT = {"asset-node-facets": json.dumps(["checks", "status"]), "dagster-nav-collapsed": "true"}
# Nodes and groups are the foreign objects of the drawing.
AROUND_THE_GRAPH = """() => {
    const boxes = [...document.querySelectorAll("foreignObject")].map((each) => each.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left)) - 20, top = Math.min(...boxes.map((box) => box.top)) - 20;
    const right = Math.max(...boxes.map((box) => box.right)), bottom = Math.max(...boxes.map((box) => box.bottom));
    return {x: left, y: top, width: right - left + 20, height: bottom - top + 20};
}"""


def main() -> None:
    """Build in the UI, open all groups, let the UI fit the graph into the page, take the picture of the graph."""
    if CHROMIUM is None:
        sys.exit("chromium is not installed: apt-get install chromium fonts-dejavu-core")
    with (
        tempfile.TemporaryDirectory() as scratch,
        dagster_dev(Path(scratch, "home"), PROJECT / "raw", Path(scratch, "outputs"), Path(scratch, "log")) as address,
        chromium_page(width=1430, height=3200, scale=2) as page,
    ):
        if materialize_all(page, address) != "Success":
            sys.exit("the build failed in the UI")
        page.add_init_script(f"Object.assign(localStorage, {json.dumps(KEPT)})")
        page.goto(f"{address}/asset-groups")
        page.get_by_text("entities", exact=True).first.wait_for()
        page.wait_for_timeout(2000)
        page.keyboard.press("Alt+e")  # opens all groups
        page.wait_for_timeout(2000)
        page.reload()  # fits the open graph into the page
        page.get_by_text("statement_topics").first.wait_for()
        page.wait_for_timeout(5000)
        page.add_style_tag(content="[class*=SVGViewport_] { visibility: hidden }")  # the zoom, beside the graph
        page.screenshot(path=TARGET, clip=page.evaluate(AROUND_THE_GRAPH))
    print(TARGET)


if __name__ == "__main__":
    main()
