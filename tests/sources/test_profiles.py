"""Publishers: found by being there, recognized by their habits, and not where somebody else wrote the page."""

from pathlib import Path

import pytest

from pipeline.reading import UnknownLayout, read_document
from pipeline.sources import profiles, recognize

RAW = Path(__file__).resolve().parents[2] / "raw" / "mofa_jp"
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
OTHERS = ("china_mfa", "korea_mofa", "uk_gov", "un_sg", "us_state")


def test_every_module_is_a_profile_of_its_name() -> None:
    assert set(profiles()) >= {"kantei", "mofa_jp"}
    assert all(name == profile.name for name, profile in profiles().items())


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.stem)
def test_the_shipped_pages_are_recognized(path: Path) -> None:
    profile = recognize(path.read_text("utf-8"))
    assert profile is not None
    assert profile.name == ("kantei" if "kantei" in path.stem else "mofa_jp")


@pytest.mark.parametrize("publisher", OTHERS)
def test_pages_of_other_publishers_are_not_taken_for_japans(publisher: str) -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"other publishers' pages are not here: {CORPUS} is missing")
    for path in sorted((CORPUS / publisher).glob("*.txt")):
        profile = recognize(path.read_text("utf-8"))
        assert profile is None or profile.name not in {"kantei", "mofa_jp"}, path.name


@pytest.mark.parametrize(
    "text",
    [
        "A recipe for noodles.\n\nBoil water. Add the noodles and wait for about eight minutes.\n",
        "name,country\nMotegi,JPN\n",
        "The Foreign Minister of Norway held a meeting with the Foreign Minister of Chile in Oslo.\n",
    ],
)
def test_a_page_of_another_kind_says_what_to_do(text: str) -> None:
    assert recognize(text) is None
    with pytest.raises(UnknownLayout, match=r"d/x: .*pipeline/sources"):
        read_document("d/x", text, "0" * 64)


def test_a_named_source_is_taken_without_recognition() -> None:
    assert read_document("x", "A page.\n", "0" * 64, source="mofa_jp").document.source == "mofa_jp"
