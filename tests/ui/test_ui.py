"""The UI in a real browser: pressing *Materialize all* ends green and leaves a release on the disk."""

from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: make test installs it")

from pipeline.tables import schema
from tests.ui.browser import CHROMIUM, PROJECT, chromium_page, dagster_dev, materialize_all

pytestmark = [
    pytest.mark.ui,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium"),
]


def test_materialize_all_ends_green_and_the_release_is_there(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    with (
        dagster_dev(tmp_path / "home", PROJECT / "raw", outputs, tmp_path / "dagster.log") as address,
        chromium_page() as page,
    ):
        elsewhere: list[str] = []
        page.on("request", lambda request: elsewhere.append(request.url) if address not in request.url else None)

        page.goto(f"{address}/asset-groups")
        for group in ("raw", "parsed", "entities", "topics", "release"):
            page.get_by_text(group, exact=True).first.wait_for(timeout=60_000)
        ended = materialize_all(page, address)
        page.screenshot(path=tmp_path / "run.png")
        assert ended == "Success"
        assert len(list((outputs / "releases").iterdir())) == 1
        assert (outputs / "latest" / "meetings.parquet").is_file()

        description = schema.pandera_schema("meetings").columns["start_local"].description
        page.goto(f"{address}/assets/meetings")
        page.get_by_text(str(description)).first.wait_for(timeout=60_000)
        page.goto(f"{address}/assets/meetings?view=checks")
        page.get_by_text("Passed", exact=True).first.wait_for(timeout=60_000)
        assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []
