"""Parts of the tables: in order by date, of bounded length, and changed only where documents change."""

import datetime as dt
import random
from collections import Counter

import pytest

from pipeline import plan
from pipeline.plan import Planned, cut, in_order

SMALL = 20


def document(name: str, date: dt.date | None = None) -> Planned:
    return Planned(name, date, f"key of {name}", "pack", 0)


def corpus(chance: random.Random, n: int, per_year: float, undated: float = 0.05) -> list[Planned]:
    """So many documents, in order; so many of a year."""
    days = max(int(n / per_year * 365), 1)
    return in_order(
        document(
            f"d{chance.random()}",
            None if chance.random() < undated else dt.date(2000, 1, 1) + dt.timedelta(days=chance.randrange(days)),
        )
        for _ in range(n)
    )


def ids(parts: list[list[Planned]]) -> set[tuple[str, ...]]:
    return {tuple(each.document_id for each in part) for part in parts}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "DOCUMENTS", SMALL)


def test_documents_stand_by_date_then_id_and_undated_ones_last() -> None:
    first, second = dt.date(2020, 1, 1), dt.date(2020, 1, 2)
    given = [document("a"), document("c", first), document("b", second), document("b", first), document("B")]
    found = [(each.document_id, each.date) for each in in_order(given)]
    assert found == [("b", first), ("c", first), ("b", second), ("B", None), ("a", None)]


def test_no_documents_make_one_empty_part() -> None:
    assert cut([]) == [[]]
    assert cut([document("a")]) == [[document("a")]]


@pytest.mark.parametrize("seed", range(60))
def test_parts_hold_all_documents_in_order_and_none_is_too_long(seed: int) -> None:
    chance = random.Random(seed)
    documents = corpus(chance, chance.randrange(400), chance.choice([3, 30, 300, 3000]))
    parts = cut(documents)
    assert [each for part in parts for each in part] == documents
    assert all(len(part) <= 2 * SMALL for part in parts)
    assert all(len(part) >= SMALL // 4 for part in parts[:-1])
    if documents:
        assert all(parts)
    shuffled = chance.sample(documents, len(documents))
    assert cut(in_order(shuffled)) == parts


@pytest.mark.parametrize("documents_of_a_part", [1, 2, 3, 4, 5])
def test_any_length_will_do(monkeypatch: pytest.MonkeyPatch, documents_of_a_part: int) -> None:
    monkeypatch.setattr(plan, "DOCUMENTS", documents_of_a_part)
    documents = corpus(random.Random(1), 50, 10)
    parts = cut(documents)
    assert [each for part in parts for each in part] == documents
    assert max(map(len, parts)) <= 2 * documents_of_a_part


def test_a_part_ends_with_a_year_that_is_not_too_short() -> None:
    def of_year(year: int, n: int) -> list[Planned]:
        return [document(f"{year}/{number}", dt.date(year, 1, 1 + number)) for number in range(n)]

    least = SMALL // 4
    documents = [*of_year(2001, least), *of_year(2002, least - 1), *of_year(2003, least), document("undated")]
    ends = [part[-1].document_id for part in cut(in_order(documents))]
    # The short year joins the next one; undated documents are a year of their own.
    assert f"2001/{least - 1}" in ends
    assert f"2002/{least - 2}" not in ends
    assert ends[-2:] == [f"2003/{least - 1}", "undated"]


def test_cuts_within_a_year_do_not_depend_on_other_years() -> None:
    for seed in range(30):
        chance = random.Random(seed)
        year = in_order(document(f"x{chance.random()}", dt.date(2010, 6, 1)) for _ in range(300))
        before = in_order(document(f"y{chance.random()}", dt.date(2009, 6, 1)) for _ in range(chance.randrange(5, 200)))
        after = in_order(document(f"z{chance.random()}", dt.date(2011, 6, 1)) for _ in range(chance.randrange(200)))
        # A short end of a year is one part with the beginning of the next.
        assert len(ids(cut(year)) - ids(cut([*before, *year, *after]))) <= 3
        assert len(cut(year)) > 8


@pytest.mark.parametrize("per_year", [10, 100, 1000, 100_000])
def test_a_document_more_or_less_changes_the_parts_around_it(per_year: int) -> None:
    changed: Counter[int] = Counter()
    for seed in range(100):
        chance = random.Random(seed)
        documents = corpus(chance, 500, per_year)
        gone = chance.randrange(len(documents))
        name = documents[gone].document_id
        more, fewer = cut(documents), cut(documents[:gone] + documents[gone + 1 :])
        at = next(n for n, part in enumerate(more) if name in {each.document_id for each in part})
        # What is before stays, but for the end of the part just before, which looks at the next document's year.
        assert ids(more[: max(at - 1, 0)]) <= ids(fewer)
        changed[max(len(ids(more) - ids(fewer)), len(ids(fewer) - ids(more)))] += 1
    assert changed[1] + changed[2] >= 97
    assert changed[1] >= 85
    assert max(changed) <= 5


def test_in_long_years_a_document_changes_its_own_part_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "DOCUMENTS", 200)
    one = 0
    for seed in range(20):
        chance = random.Random(seed)
        documents = corpus(chance, 3000, 2000)
        gone = chance.randrange(len(documents))
        fewer = cut(documents[:gone] + documents[gone + 1 :])
        one += len(ids(fewer) - ids(cut(documents))) <= 1
    assert one >= 19
