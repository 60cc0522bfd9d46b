"""The topic tables on small frames whose numbers are worked out by hand."""

import datetime as dt
import itertools

import pandas as pd
import pyarrow
import pytest

from pipeline.topics.tables import COLUMNS, country_pairs, tally, topic_pairs, topics_by_country, topics_by_year, total

MEETINGS = pd.DataFrame(
    {
        "meeting_id": ["d#1", "d#2", "e#1", "f#1"],
        "date": [dt.date(2020, 3, 1), dt.date(2020, 5, 2), dt.date(2021, 1, 1), None],
    }
)
PARTICIPANTS = pd.DataFrame(
    [
        ("d#1", "JPN", "home"),
        ("d#1", "FRA", "counterpart"),
        ("d#1", "FRA", "counterpart"),
        ("d#2", "JPN", "home"),
        ("d#2", "USA", "counterpart"),
        ("d#2", "KOR", "counterpart"),
        ("e#1", "JPN", "home"),
        ("e#1", "FRA", "counterpart"),
        ("e#1", None, "counterpart"),
        ("f#1", "JPN", "home"),
        ("f#1", "FRA", "counterpart"),
    ],
    columns=["meeting_id", "country_iso3", "side"],
)
MEETING_TOPICS = pd.DataFrame(
    [
        ("d#1", "foip", 2, 3),
        ("d#1", "energy", 1, 1),
        ("d#2", "foip", 1, 1),
        ("e#1", "foip", 0, 1),
        ("e#1", "energy", 4, 4),
        ("f#1", "cyber", 1, 1),
    ],
    columns=["meeting_id", "topic_id", "n_statements", "n_mentions"],
)
STATEMENTS = pd.DataFrame(
    {"statement_id": ["d#1/s1", "d#1/s2", "d#2/s1", "e#1/s1"], "meeting_id": ["d#1", "d#1", "d#2", "e#1"]}
)
STATEMENT_TOPICS = pd.DataFrame(
    [("d#1/s1", "foip"), ("d#1/s1", "energy"), ("d#1/s2", "foip"), ("d#2/s1", "foip"), ("e#1/s1", "energy")],
    columns=["statement_id", "topic_id"],
)


ALL = tally(MEETINGS, PARTICIPANTS, STATEMENTS, MEETING_TOPICS, STATEMENT_TOPICS)


def rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(table.itertuples(index=False, name=None))


def test_topics_by_year_counts_meetings_and_shares_of_the_year() -> None:
    table = topics_by_year(ALL)
    assert list(table.columns) == ["year", "topic_id", "n_meetings", "n_statements", "share_of_meetings"]
    assert rows(table) == [
        (2020, "energy", 1, 1, 0.5),
        (2020, "foip", 2, 3, 1.0),
        (2021, "energy", 1, 4, 1.0),
        (2021, "foip", 1, 0, 1.0),
    ]


def test_topics_by_country_counts_each_counterpart_once_per_meeting() -> None:
    assert rows(topics_by_country(ALL)) == [
        ("FRA", "cyber", 1, 1),
        ("FRA", "energy", 2, 5),
        ("FRA", "foip", 2, 2),
        ("KOR", "foip", 1, 1),
        ("USA", "foip", 1, 1),
    ]


def test_topic_pairs_have_the_lift_over_all_meetings() -> None:
    table = topic_pairs(ALL)
    # Of four meetings two have both; foip is in three, energy in two: (2/4) / (3/4 * 2/4) = 4/3.
    assert rows(table) == [("energy", "foip", 2, 1, pytest.approx(4 / 3))]


def test_a_pair_without_a_common_statement_counts_none() -> None:
    table = topic_pairs(tally(MEETINGS, PARTICIPANTS, STATEMENTS, MEETING_TOPICS, STATEMENT_TOPICS.iloc[2:]))
    assert rows(table)[0][3] == 0


def test_country_pairs_name_who_met_whom_in_a_year() -> None:
    table = country_pairs(ALL)
    assert list(table.columns) == ["country_a", "country_b", "year", "n_meetings", "n_statements"]
    assert rows(table) == [
        ("FRA", "JPN", 2020, 1, 2),
        ("FRA", "JPN", 2021, 1, 1),
        ("JPN", "KOR", 2020, 1, 1),
        ("JPN", "USA", 2020, 1, 1),
        ("KOR", "USA", 2020, 1, 1),
    ]


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "filled"])
def test_types_and_order_hold_for_any_frame(empty: bool) -> None:
    cut = slice(0, 0) if empty else slice(None)
    backwards = slice(None, None, -1)
    meetings, people, topics = MEETINGS[cut][backwards], PARTICIPANTS[cut][backwards], MEETING_TOPICS[cut][backwards]
    statements, told = STATEMENTS[cut][backwards], STATEMENT_TOPICS[cut][backwards]
    counted = tally(meetings, people, statements, topics, told)
    by_year, by_country = topics_by_year(counted), topics_by_country(counted)
    pairs, countries = topic_pairs(counted), country_pairs(counted)
    for table in (by_year, by_country, pairs, countries):
        assert table["n_meetings"].dtype == "Int64"
        assert table["n_statements"].dtype == "Int64"
        assert table.empty == empty
        assert list(table.index) == list(range(len(table)))
    assert by_year["year"].dtype == countries["year"].dtype == "Int64"
    assert by_year["share_of_meetings"].dtype == pairs["lift"].dtype == "float64"
    if not empty:
        assert rows(by_year) == rows(topics_by_year(ALL))
        assert rows(countries) == rows(country_pairs(ALL))


def test_parts_add_up_to_the_whole() -> None:
    parts = []
    for document in ("d", "e", "f"):
        frames = (MEETINGS, PARTICIPANTS, STATEMENTS, MEETING_TOPICS, STATEMENT_TOPICS)
        parts.append(tally(*(frame[frame.iloc[:, 0].str.startswith(document)] for frame in frames)))
    pd.testing.assert_frame_equal(total(parts), ALL)
    pd.testing.assert_frame_equal(total(reversed(parts)), ALL)


def test_frames_of_missing_columns_types_stay_whole() -> None:
    """A first run has tables that are empty and typed by their declaration, not by their contents."""
    meetings = pd.DataFrame({"meeting_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[s]")})
    topics = MEETING_TOPICS[:0].astype({"meeting_id": "str", "topic_id": "str", "n_statements": "Int64"})
    counted = tally(meetings, PARTICIPANTS[:0], STATEMENTS[:0], topics, STATEMENT_TOPICS[:0])
    assert topics_by_year(counted).empty


def test_no_tallies_make_empty_tables() -> None:
    counted = total([])
    assert list(counted.columns) == list(COLUMNS)
    assert {name: str(dtype) for name, dtype in counted.dtypes.items()} == COLUMNS
    for table in (topics_by_year, topics_by_country, topic_pairs, country_pairs):
        found = table(counted)
        assert found.empty
        assert found["n_meetings"].dtype == found["n_statements"].dtype == "Int64"


def test_any_cut_and_any_order_add_up_to_the_same() -> None:
    frames = (MEETINGS, PARTICIPANTS, STATEMENTS, MEETING_TOPICS, STATEMENT_TOPICS)
    single = [
        tally(*(frame[frame.iloc[:, 0].str.startswith(meeting)] for frame in frames)) for meeting in MEETINGS.meeting_id
    ]
    nothing = tally(*(frame[:0] for frame in frames))
    for order in itertools.permutations(single):
        pd.testing.assert_frame_equal(total(order), ALL)
        pd.testing.assert_frame_equal(total([nothing, total(order[:1]), total(order[1:]), nothing]), ALL)
    assert {name: str(dtype) for name, dtype in ALL.dtypes.items()} == COLUMNS


def test_a_tally_comes_out_of_arrow_and_of_files_without_nullable_types_as_it_was() -> None:
    """Parts leave their tallies in files, which pandas reads with floats and None."""
    plain = pyarrow.Table.from_pandas(ALL, preserve_index=False).replace_schema_metadata(None).to_pandas()
    assert str(plain["year"].dtype) == "float64"
    pd.testing.assert_frame_equal(total([plain]), ALL)
    twice = total([plain, ALL])
    assert twice["n_meetings"].tolist() == [2 * n for n in ALL["n_meetings"]]
