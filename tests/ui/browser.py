"""A running ``dagster dev`` and a headless Chromium to drive it, for the UI test and for the picture in the README."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium")
# Without these, Chromium asks its maker's servers for updates.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def dagster_dev(home: Path, raw: Path, outputs: Path, log: Path) -> Iterator[str]:
    """Run ``dagster dev`` as ``make ui`` does, with its history in ``home``; yields its address."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "dagster.yaml", home)
    port = _free_port()
    with open(log, "wb") as out:
        # A session of its own: a signal to this process's group must not reach it, and SIGINT stops all its children.
        server = subprocess.Popen(
            [Path(sys.executable).with_name("dagster"), "dev", "--port", str(port)],
            cwd=PROJECT,
            env={
                **os.environ,
                "DAGSTER_HOME": str(home),
                "READOUTS_RAW": str(raw),
                "READOUTS_OUTPUTS": str(outputs),
                "PYTHONWARNINGS": "ignore",
            },
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server, log)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


@contextmanager
def chromium_page(width: int = 1600, height: int = 1000, scale: float = 1) -> Iterator[Page]:
    """A page in Debian's Chromium, headless, with a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        finally:
            browser.close()


def materialize_all(page: Page, address: str) -> str:
    """Press *Materialize all* on the graph of all assets and wait for the run; returns how it ended, as shown."""
    page.goto(f"{address}/asset-groups")
    page.get_by_role("button", name=re.compile("Materialize all")).first.click(timeout=60_000)
    page.get_by_text(re.compile("^View$")).first.click()  # in the message that the run was launched
    page.wait_for_url(re.compile("/runs/"))
    ended = page.get_by_text(re.compile("^(Success|Failure)$")).first
    ended.wait_for(timeout=180_000)
    return ended.inner_text()


def _free_port() -> int:
    """A free port above 10000: Chromium refuses some below it."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port > 10000:
            return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/server_info", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"dagster dev did not come up:\n{log.read_text(errors='replace')[-3000:]}")
