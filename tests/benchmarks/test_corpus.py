"""Corpora for the benchmark: drawn anew in each document, always the same for a seed."""

import random
import re
from pathlib import Path

import pytest

from benchmarks import corpus
from pipeline import reading
from tests.metamorphic import transform


def content(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    corpus.write_corpus(folder, 300, processes=1)
    return folder


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    written = corpus.write_corpus(tmp_path, 300)
    assert content(tmp_path) == content(small)
    assert (written.documents, written.bytes) == (300, sum(map(len, content(small).values())))


def test_another_seed_gives_other_documents() -> None:
    assert corpus.document(5, seed=1) != corpus.document(5, seed=2)


def test_a_larger_corpus_holds_the_smaller_one(small: Path, tmp_path: Path) -> None:
    corpus.write_corpus(tmp_path, 1_020, processes=2)
    assert content(small).items() < content(tmp_path).items()


def test_a_corpus_can_be_extended(tmp_path: Path) -> None:
    whole, grown = tmp_path / "whole", tmp_path / "grown"
    corpus.write_corpus(whole, 1_010, processes=1)
    corpus.write_corpus(grown, 990, processes=1)
    assert corpus.write_corpus(grown, 1_010, first=990, processes=1).documents == 20
    assert content(grown) == content(whole)


def test_no_two_documents_are_equal(small: Path) -> None:
    assert len(set(content(small).values())) == 300


def test_equal_documents_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "document", lambda k, seed: (f"000/{k}.txt", "the same"))
    with pytest.raises(ValueError, match="1 of 2 documents have the same bytes"):
        corpus.write_corpus(tmp_path, 2, processes=1)


def test_most_of_the_text_is_said_once() -> None:
    assert corpus.share_said_once(300) > 0.5


def test_years_are_spread() -> None:
    years = {transform.page_year(corpus.document(k)[1]) for k in range(360)}
    assert years >= set(range(2012, 2026))


@pytest.mark.parametrize("k", range(60))
def test_the_pipeline_reads_each_document(k: int) -> None:
    path, text = corpus.document(k)
    result = reading.read_document(path, text, "0" * 64)
    assert [issue for issue in result.issues if issue.severity == "error"] == []
    assert result.document.published_on is not None
    assert result.statements


@pytest.mark.parametrize("page", corpus.pages(), ids=lambda page: page.name)
def test_the_people_of_a_page_stand_in_it(page: corpus.Page) -> None:
    for person in page.people:
        for word in f"{person.given} {person.family}".split():
            assert re.search(rf"\b{word}", page.text, re.IGNORECASE), word


@pytest.mark.parametrize("page", corpus.pages(), ids=lambda page: page.name)
def test_a_cut_page_changes_as_by_the_metamorphic_changes(page: corpus.Page) -> None:
    """Within a year, when no numbers and words are drawn: the same as one change after the other on the whole text."""
    rng = random.Random(page.name)
    names = transform.draw_names(page.people, rng)
    codes = transform.draw_countries(page.text, rng)
    text = transform.rename_words(page.text, names).text
    text = transform.rename_countries(text, codes).text
    text = transform.shift_days(text, 7).text
    text = transform.shift_minutes(text, 20).text
    assert page.with_draws(names, codes, 7, 20, rng=None) == text


def test_items_close_ranks_when_some_are_left_out() -> None:
    """Labels count on from one, and every item that stays is whole."""
    page = next(page for page in corpus.pages() if page.name == "2020_quad_second")
    whole = [page.text[body:end] for _, body, end in transform.items(page.text)]
    for seed in range(20):
        text = corpus.select_items(page.text, random.Random(seed)).text
        kept = [text[body:end] for _, body, end in transform.items(text)]
        assert kept == [item for item in whole if item in kept]
        assert len(kept) >= 3
        assert text.endswith("Back to Press Releases\n")


def test_nested_items_close_ranks_within_their_heading() -> None:
    page = next(page for page in corpus.pages() if page.name == "2017_unga_kono")
    for seed in range(20):
        text = corpus.select_items(page.text, random.Random(seed)).text
        numbers = [int(number) for number in re.findall(r"^\((\d+)\)", text, re.MULTILINE)]
        second = numbers.index(1, 1)
        assert numbers == [*range(1, second + 1), *range(1, len(numbers) - second + 1)]
        assert "\n2. Strengthening relations" in text
        assert "Back to Japan and the United Nations" in text
