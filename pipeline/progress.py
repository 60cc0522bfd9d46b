"""Progress of long work, as log messages: the command line shows them, and so does the log of a run in the UI."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

LOG = logging.getLogger(__name__)
SECONDS = 2.0
Item = TypeVar("Item")


def progress(
    items: Iterable[Item], what: str, total: int | None = None, count: Callable[[Item], int] = lambda _: 1
) -> Iterator[Item]:
    """Pass ``items`` on and log every two seconds how much is done; short work logs nothing.

    ``count`` tells how many of what is counted are in an item, ``total`` how many there are in all.
    """
    start = said = time.monotonic()
    done = 0
    for item in items:
        yield item
        done += count(item)
        now = time.monotonic()
        if now - said >= SECONDS:
            said = now
            of = f" of {total:,} ({done / total:.0%})" if total else ""
            LOG.info(f"{what}: {done:,}{of}, {done / (now - start):,.0f} per second")
