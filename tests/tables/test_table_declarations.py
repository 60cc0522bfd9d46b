"""The declarations are complete, and what is derived from them says the same."""

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pyarrow
import pytest

import pipeline
from pipeline.tables import codes, frames, models, schema

TABLES = schema.table_names()
PACKAGE = Path(pipeline.__file__).parent
RELEASED = {
    "documents", "texts", "blocks", "visits", "meetings", "participants", "statements", "mentions", "persons",
    "organizations", "countries", "topics", "statement_topics", "meeting_topics", "topics_by_year",
    "topics_by_country", "topic_pairs", "country_pairs", "evidence", "issues", "acts", "codes",
}  # fmt: skip
CODE_LISTS = [each for each in codes.Code.__subclasses__() if each.__module__ == codes.__name__]


def undescribed(model: pa.DataFrameSchema) -> list[str]:
    """What in a declaration has no description."""
    columns = [name for name, column in model.columns.items() if not (column.description or "").strip()]
    return columns + ([] if (model.description or "").strip() else ["the table"])


def test_the_tables_of_the_codebook_are_declared():
    assert set(TABLES) == RELEASED


@pytest.mark.parametrize("table", TABLES)
def test_everything_has_a_description(table):
    assert undescribed(schema.pandera_schema(table)) == []


def test_a_column_without_a_description_is_found():
    class Bare(models.Table):
        """A table."""

        told: str = pa.Field(description="Said")
        untold: str

    assert undescribed(Bare.to_schema()) == ["untold"]


@pytest.mark.parametrize("table", TABLES)
def test_every_key_is_of_declared_columns(table):
    assert schema.key(table)
    assert set(schema.key(table)) <= set(schema.columns(table))


@pytest.mark.parametrize("table", TABLES)
def test_references_lead_to_tables_that_come_before(table):
    for reference in schema.references(table):
        assert TABLES.index(reference.table) < TABLES.index(table)
        assert schema.key(reference.table) == (reference.table_column,)


@pytest.mark.parametrize("table", TABLES)
def test_a_span_leads_to_a_document(table):
    with_span = {"char_start", "char_end"} <= set(schema.columns(table))
    assert schema.has_span(table) == with_span
    if with_span and "document_id" not in schema.columns(table):
        assert any("document_id" in schema.columns(reference.table) for reference in schema.references(table))


@pytest.mark.parametrize("table", TABLES)
def test_the_arrow_schema_says_what_the_declaration_says(table):
    arrow, declared = schema.arrow_schema(table), schema.pandera_schema(table)
    assert arrow.names == list(declared.columns)
    assert arrow.metadata[b"description"].decode() == schema.description(table)
    for field in arrow:
        assert field.metadata[b"description"].decode() == declared.columns[field.name].description
        assert field.nullable == declared.columns[field.name].nullable


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_has_the_declared_types(table):
    empty = frames.from_rows(table, [])
    frames.validate(table, empty)
    assert frames.to_arrow(table, empty).schema.equals(schema.arrow_schema(table), check_metadata=True)


def test_types_are_those_of_the_codebook():
    types = {field.name: field.type for field in schema.arrow_schema("meetings")}
    assert types["date"] == pyarrow.date32()
    assert types["start_utc"] == pyarrow.timestamp("us", "UTC")
    assert types["duration_minutes"] == pyarrow.int64()
    assert types["duration_approximate"] == pyarrow.bool_()
    meetings = frames.from_rows("meetings", [])
    assert meetings["duration_minutes"].dtype == pd.Int64Dtype()
    assert meetings["duration_approximate"].dtype == pd.BooleanDtype()


def test_an_unknown_table_is_named():
    with pytest.raises(schema.UnknownTable, match=r"no table 'meeting'.*meetings"):
        schema.columns("meeting")


@pytest.mark.parametrize(
    "code", [code for codes_ in CODE_LISTS for code in codes_], ids=lambda c: f"{type(c).__name__}.{c}"
)
def test_every_code_has_a_meaning(code):
    assert code.meaning.strip()


def test_the_code_lists_are_found_by_name():
    assert list(codes.code_lists().values()) == CODE_LISTS
    assert list(codes.code_lists())[:2] == ["document_kind", "block_kind"]


def test_every_code_list_belongs_to_a_column():
    used = {codes_ for table in TABLES for codes_ in schema.code_lists(table).values()}
    assert set(CODE_LISTS) == used


@pytest.fixture(scope="module")
def used_elsewhere() -> set[str]:
    """String literals and members of code lists in the code, and words of the reference files, but the declarations."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*"):
        if path.suffix in {".py", ".csv", ".toml"} and PACKAGE / "tables" not in path.parents:
            pattern = r"(?<=[\"'])\w+(?=[\"'])|\b[A-Z]\w+\.[A-Z_0-9]+\b" if path.suffix == ".py" else r"\w+"
            found.update(re.findall(pattern, path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("codes_", CODE_LISTS, ids=lambda codes_: codes_.__name__)
def test_every_code_is_used(codes_, used_elsewhere):
    idle = [code.value for code in codes_ if not {code.value, f"{codes_.__name__}.{code.name}"} & used_elsewhere]
    assert idle == [], f"declared in {codes_.__name__} and used nowhere: use or delete them"
