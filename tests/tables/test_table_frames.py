"""One table: records to frames and back, and every kind of rule names table, check, column and rows."""

import datetime as dt
import pickle
from dataclasses import dataclass

import pandas as pd
import pytest

from pipeline.tables import frames, schema
from pipeline.tables.frames import TableError, from_frame, from_rows, to_arrow, to_frame, validate


@dataclass(slots=True)
class Topic:
    topic_id: str
    label: str
    topic_group: str
    definition: str


def message_of(table: str, rows: list[dict]) -> str:
    with pytest.raises(TableError) as caught:
        validate(table, from_rows(table, rows))
    return str(caught.value)


@pytest.mark.parametrize("table", schema.table_names())
def test_good_rows_pass_and_come_back_as_they_went(rows, table):
    df = from_rows(table, rows[table])
    validate(table, df)
    arrow = to_arrow(table, df)
    assert arrow.to_pylist() == rows[table]
    pd.testing.assert_frame_equal(to_frame(arrow), df)


def test_data_classes_are_rows_too():
    df = from_rows("topics", [Topic("trade", "Trade", "economy", "Trade.")])
    assert df.to_dict("records") == [
        {"topic_id": "trade", "label": "Trade", "topic_group": "economy", "definition": "Trade."}
    ]


def test_a_frame_made_elsewhere_gets_order_and_types():
    made = pd.DataFrame({"n_mentions": [2.0], "n_statements": [1], "topic_id": ["trade"], "meeting_id": ["a#1"]}, [7])
    df = from_frame("meeting_topics", made)
    validate("meeting_topics", df)
    assert df.to_dict("records") == [{"meeting_id": "a#1", "topic_id": "trade", "n_statements": 1, "n_mentions": 2}]


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("meetings", {"kind": "party"}, "column kind: isin"),
        ("meetings", {"duration_minutes": 0}, "column duration_minutes: in_range(1, 1440)"),
        ("meetings", {"utc_offset_minutes": 900, "start_utc": None}, "column utc_offset_minutes: in_range(-720, 840)"),
        ("meetings", {"start_local": "9:30"}, "column start_local: str_matches"),
        ("meetings", {"start_local": "24:00"}, "column start_local: str_matches"),
        ("meetings", {"setting": None}, "column setting: not_nullable"),
        ("meetings", {"title": ""}, "column title: str_length"),
        ("meetings", {"position": 0}, "column position: greater_than_or_equal_to(1)"),
        ("meetings", {"char_start": 9, "char_end": 8}, "char_start <= char_end"),
        ("meetings", {"char_start": -1}, "column char_start: greater_than_or_equal_to(0)"),
        ("meetings", {"meeting_id": "b#1"}, "meeting_id begins with document_id"),
        ("meetings", {"end_date": dt.date(2024, 3, 1)}, "date < end_date"),
        ("meetings", {"start_utc": None}, "start_utc is date and start_local less utc_offset_minutes"),
        ("meetings", {"utc_offset_minutes": None}, "start_utc is date and start_local less utc_offset_minutes"),
        ("meetings", {"duration_minutes": None}, "duration_approximate only with duration_minutes"),
        ("meetings", {"place_basis": None}, "place_basis if and only if"),
        ("meetings", {"setting": "online"}, "a place only where setting is in_person"),
        ("visits", {"end_on": dt.date(2024, 2, 1)}, "start_on <= end_on"),
        ("visits", {"visit_id": "z#v1"}, "visit_id begins with document_id"),
        ("participants", {"participant_id": "a/talk#2/p1"}, "participant_id begins with meeting_id"),
        ("statements", {"statement_id": "a/talk#2/s1"}, "statement_id begins with meeting_id"),
        ("documents", {"sha256": "A" * 64}, "column sha256: str_matches"),
        ("documents", {"sha256": "b" * 64}, "column sha256: field_uniqueness"),
        ("documents", {"url": "www.mofa.go.jp"}, "column url: str_matches"),
        ("documents", {"language": "eng"}, "column language: str_matches"),
        ("topics_by_year", {"share_of_meetings": 1.01}, "column share_of_meetings: in_range(0.0, 1.0)"),
        ("topic_pairs", {"topic_a": "zinc"}, "topic_a < topic_b"),
        ("country_pairs", {"country_a": "PER"}, "country_a < country_b"),
        ("evidence", {"column_name": "colour"}, "column_name is a column of table_name"),
        ("evidence", {"table_name": "topics"}, "column table_name: isin"),
        ("issues", {"severity": "error"}, "severity is that of the code"),
        ("issues", {"code": "odd"}, "column code: isin"),
        ("issues", {"char_end": None}, "both or neither"),
    ],
)
def test_a_broken_rule_names_table_check_column_and_row(rows, table, change, said):
    broken = rows[table][0] | change
    message = message_of(table, [broken, *rows[table][1:]])
    assert f"table {table}: " in message
    assert said in message
    first = schema.key(table)[0]
    assert f"{first}={broken[first]!r}" in message
    for column, value in change.items():
        if f"column {column}: " in message and value is not None:
            assert f"{column}={frames.shorten(value)}" in message


def test_a_key_that_occurs_twice_is_named(rows):
    message = message_of("blocks", rows["blocks"] + rows["blocks"][:1])
    assert "key (document_id, block) occurs more than once (2 rows)" in message
    assert "document_id='a/talk', block=1" in message


def test_only_the_first_rows_are_shown(rows):
    topics = [rows["topics"][0] | {"topic_id": f"t{n}", "topic_group": "Bad Group"} for n in range(25)]
    message = message_of("topics", topics)
    assert message.count("topic_id=") == frames.ROWS_SHOWN
    assert "and 15 more" in message


def test_several_broken_rules_are_all_said(rows):
    message = message_of("meetings", [rows["meetings"][0] | {"kind": "party", "duration_minutes": 5000}])
    assert "column kind" in message
    assert "column duration_minutes" in message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n_statements": "many"}, "column n_statements: type int64"),
        ({"n_statements": 1.5}, "1.5 is no integer"),
        ({"topic_id": 3}, "column topic_id: type string"),
        ({"colour": "red"}, "column colour: column is not declared"),
    ],
)
def test_a_row_of_another_shape_is_refused(rows, change, said):
    with pytest.raises(TableError, match=f"table meeting_topics: .*{said}"):
        from_rows("meeting_topics", [rows["meeting_topics"][0] | change])


def test_a_missing_column_is_refused(rows):
    row = rows["meeting_topics"][0]
    del row["topic_id"]
    with pytest.raises(TableError, match="table meeting_topics: column topic_id: column is missing"):
        from_rows("meeting_topics", [row])


def test_wrong_types_and_order_of_a_frame_are_refused(rows):
    df = from_rows("meetings", rows["meetings"])
    with pytest.raises(TableError, match="column duration_minutes: dtype is float64, declared is Int64"):
        validate("meetings", df.astype({"duration_minutes": "float64"}))
    with pytest.raises(TableError, match="order of columns"):
        validate("meetings", df[df.columns[::-1]])


def test_the_error_survives_the_way_between_processes(rows):
    with pytest.raises(TableError) as caught:
        validate("meetings", from_rows("meetings", [rows["meetings"][0] | {"kind": "party"}]))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.table == "meetings"
