"""Pages of the explorer, opened from disk in headless Chromium as a user would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.ui.browser import CHROMIUM, FLAGS


@dataclass
class Opened:
    """An open page with what it logged and asked for."""

    page: Any
    url: str
    logged: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, state: str = "") -> None:
        """Load the page afresh with a state in its address and wait until it is drawn."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}#{state}" if state else self.url)
        self.page.wait_for_selector("html[data-ready]", timeout=20_000)

    @property
    def hash(self) -> str:
        return str(self.page.evaluate("location.hash"))

    def count(self) -> str:
        return str(self.page.inner_text("#count"))

    def assert_quiet(self) -> None:
        """Nothing was logged, and nothing but the file was asked for."""
        assert self.logged == []
        assert [url for url in self.asked if not url.startswith((self.url, "about:", "data:"))] == []


Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Of a module, since tests of Dagster's UI start one of their own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield launched
        finally:
            launched.close()


@pytest.fixture
def opened(browser: Any) -> Open:
    """Open a page; keyword arguments go to the browser's context."""

    @contextmanager
    def open_page(
        path: Path, state: str = "", width: int = 1280, height: int = 900, **context: Any
    ) -> Iterator[Opened]:
        scene = browser.new_context(viewport={"width": width, "height": height}, **context)
        page = scene.new_page()
        page.set_default_timeout(10_000)
        shown = Opened(page, path.as_uri())
        page.on("console", lambda message: shown.logged.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: shown.logged.append(f"error: {error}"))
        page.on("request", lambda request: shown.asked.append(request.url))
        try:
            shown.go(state)
            yield shown
        finally:
            scene.close()

    return open_page
