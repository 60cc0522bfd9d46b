"""What one table cannot show: each check passes on good tables and names the row that breaks it."""

import random

import pytest

from pipeline.releases import parquet
from pipeline.tables import checks, frames, schema
from pipeline.tables.codes import Severity
from pipeline.tables.tabular import Tables

RAW = ["a/talk", "b", "c"]


@pytest.fixture(params=["frames", "files", "small row groups"])
def stored(request, as_frames, tmp_path, monkeypatch):
    """Turn rows by table into tables: in memory, or in files with all rows or one row in a row group."""

    def store(rows):
        by_table = as_frames(rows)
        if request.param == "frames":
            return Tables(by_table)
        if request.param == "small row groups":
            monkeypatch.setattr(parquet, "GROUP_ROWS", 1)
        for table, df in by_table.items():
            # Keys are checked batch by batch; to see them break across batches, rows come one by one.
            with parquet.TableWriter(table, tmp_path / f"{table}.parquet") as writer:
                for at in range(len(df)):
                    writer.write(df.iloc[[at]])
        return Tables({table: tmp_path / f"{table}.parquet" for table in by_table})

    return store


def test_good_tables_pass(rows, stored):
    assert checks.run_all(stored(rows), RAW) == []


def test_order_of_rows_does_not_matter(rows, stored):
    for table in rows:
        random.Random(1).shuffle(rows[table])
    assert checks.run_all(stored(rows), RAW) == []


@pytest.mark.parametrize(
    ("table", "at", "change", "check", "row", "said"),
    [
        ("participants", 0, {"person_id": "jpn-nobody"}, checks.foreign_keys, {"participant_id": "a/talk#1/p1"},
         "person_id 'jpn-nobody' is not in persons"),
        ("blocks", 1, {"meeting_id": "a/talk#9"}, checks.foreign_keys, {"document_id": "a/talk", "block": 2},
         "meeting_id 'a/talk#9' is not in meetings"),
        ("statements", 0, {"addressee_id": "a/talk#1/p9"}, checks.foreign_keys, {"statement_id": "a/talk#1/s1"},
         "addressee_id 'a/talk#1/p9' is not in participants"),
        ("mentions", 0, {"entity_id": "XYZ"}, checks.foreign_keys,
         {"document_id": "a/talk", "char_start": 34, "char_end": 38, "entity_type": "country", "entity_id": "XYZ"},
         "entity_id 'XYZ' is not in countries"),
        ("evidence", 0, {"row_id": "a/talk#7"}, checks.foreign_keys,
         {"table_name": "meetings", "row_id": "a/talk#7", "column_name": "kind", "char_start": 0, "char_end": 5},
         "row_id 'a/talk#7' is not in meetings"),
        ("documents", 1, {"n_chars": 3}, checks.document_texts, {"document_id": "b"}, "n_chars is 3, the text has 8"),
        ("statements", 0, {"text": "greeted"}, checks.spans_show_text, {"statement_id": "a/talk#1/s1"},
         "text is 'greeted', 14-40 shows 'thanked Mr. Ruiz of Peru"),
        ("mentions", 1, {"text": "Talk"}, checks.spans_show_text,
         {"document_id": "a/talk", "char_start": 0, "char_end": 5, "entity_type": "place", "entity_id": "Talks"},
         "text is 'Talk', 0-5 shows 'Talks'"),
        ("meetings", 0, {"char_end": 43}, checks.spans_show_text, {"meeting_id": "a/talk#1"},
         "span 6-43 ends after the text, which has 42"),
        ("statement_topics", 0, {"char_end": 99}, checks.spans_show_text,
         {"statement_id": "a/talk#1/s1", "topic_id": "trade", "char_start": 14, "char_end": 99},
         "span 14-99 ends after the text"),
        ("blocks", 1, {"char_start": 7}, checks.blocks_tile_text, {"document_id": "a/talk", "block": 2},
         "starts at 7, the block before ends at 6"),
        ("blocks", 1, {"char_start": 5}, checks.blocks_tile_text, {"document_id": "a/talk", "block": 2},
         "starts at 5, the block before ends at 6"),
        ("blocks", 2, {"char_end": 7}, checks.blocks_tile_text, {"document_id": "b"},
         "blocks end at 7, the text at 8"),
        ("blocks", 2, {"block": 2}, checks.blocks_tile_text, {"document_id": "b", "block": 2}, "not numbered 1, 2, 3"),
        ("documents", 0, {"n_meetings": 2}, checks.meetings_counted, {"document_id": "a/talk"},
         "n_meetings is 2, meetings has 1 rows"),
        ("documents", 0, {"declared_meetings": 3}, checks.declared_meetings_found, {"document_id": "a/talk"},
         "the page claims 3 meetings, 1 were found"),
        ("issues", 0, {"code": "correction_unmatched", "message": "meetings: date"}, checks.corrections_match,
         {"document_id": "a/talk"}, "meetings: date"),
    ],
)  # fmt: skip
def test_a_finding_names_the_row(rows, stored, table, at, change, check, row, said):
    rows[table][at] |= change
    (finding,) = check(stored(rows))
    assert dict(finding.row) == row
    assert said in finding.message
    assert finding.check == check.__name__
    assert finding.check in str(finding)


def test_a_key_that_occurs_in_two_batches_is_found(rows, stored):
    rows["blocks"].append(dict(rows["blocks"][0]))
    (finding,) = checks.unique_keys(stored(rows))
    assert (finding.table, dict(finding.row)) == ("blocks", {"document_id": "a/talk", "block": 1})


def test_nulls_in_a_key_are_values(rows, stored):
    rows["issues"].append(dict(rows["issues"][1]))
    (finding,) = checks.unique_keys(stored(rows))
    assert finding.table == "issues"
    assert finding.row["document_id"] == "c"


def test_a_document_without_blocks_or_text_is_found(rows, stored):
    del rows["blocks"][2], rows["texts"][1]
    tables = stored(rows)
    (untiled,) = checks.blocks_tile_text(tables)
    assert (dict(untiled.row), untiled.message) == ({"document_id": "b"}, "blocks end at 0, the text at 8")
    (textless,) = checks.document_texts(tables)
    assert dict(textless.row) == {"document_id": "b"}


@pytest.mark.parametrize(
    ("raw", "document", "said"),
    [
        ([*RAW, "d"], "d", "neither in documents nor an error"),
        (["a/talk", "c"], "b", "no such raw file"),
    ],
)
def test_every_raw_file_is_accounted_for(rows, as_tables, raw, document, said):
    (finding,) = checks.raw_accounted_for(as_tables(rows), raw)
    assert dict(finding.row) == {"document_id": document}
    assert said in finding.message


def test_a_document_with_an_error_is_not_in_documents(rows, as_tables):
    rows["issues"].append(rows["issues"][1] | {"document_id": "b"})
    (finding,) = checks.raw_accounted_for(as_tables(rows), RAW)
    assert dict(finding.row) == {"document_id": "b"}


def test_only_the_last_two_checks_are_warnings(rows, as_tables):
    rows["documents"][0]["declared_meetings"] = 3
    rows["issues"][0]["code"] = "correction_unmatched"
    found = checks.run_all(as_tables(rows), RAW)
    assert [(each.check, each.severity) for each in found] == [
        ("declared_meetings_found", Severity.WARNING),
        ("corrections_match", Severity.WARNING),
    ]


def test_many_findings_are_counted(rows):
    tables = Tables({
        table: frames.from_rows(table, rows[table] if table != "topics_by_country" else [
            {"country_iso3": "JPN", "topic_id": f"t{n}", "n_meetings": 1, "n_statements": 1} for n in range(250)
        ])
        for table in schema.table_names()
    })  # fmt: skip
    found = checks.foreign_keys(tables)
    assert len(found) == checks.FINDINGS_KEPT + 1
    assert found[-1].message == "and 150 more"
