"""The pages that the tests change: the shipped documents, and pages made for these tests."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.metamorphic.coding import Coding

HERE = Path(__file__).resolve().parent
_SHIPPED = HERE.parent.parent / "raw" / "mofa_jp"
PAGES: Mapping[str, Path] = {
    path.stem: path for folder in (_SHIPPED, HERE / "pages") for path in sorted(folder.glob("*.txt"))
}


def text_of(page: str) -> str:
    """The text of a page, as decoded."""
    return PAGES[page].read_bytes().decode("utf-8")


@cache
def coding_of(page: str) -> Coding:
    """What the pipeline makes of the page as it is."""
    return Coding.of(text_of(page))
