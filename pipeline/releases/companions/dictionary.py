"""The data dictionary: tables, columns, fill rates, codes with their meanings, and what to mind when using them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.releases import about
from pipeline.releases.companion import Companion
from pipeline.tables import schema
from pipeline.tables.codes import Code, list_name
from pipeline.tables.tabular import Tables

FILE = "DICTIONARY.md"
# What the declarations cannot say: where a reader of the tables is likely to go wrong.
WARNINGS = (
    "A null is a value that the text does not give. It is never a guess, and never a no.",
    "The texts say what one side chose to publish. That a topic is missing does not mean that it was not discussed, "
    "and what the counterpart is reported to have said is the publisher's account of it.",
    "Spans (`char_start`, `char_end`) count Unicode code points of `texts.text`, from 0, end exclusive. Languages that "
    "count bytes or UTF-16 units (JavaScript, Java, DuckDB's `strlen`) differ where the text is not ASCII.",
    "`meetings.date` is the day where the meeting took place. `start_utc` is given only where the text allows the "
    "offset to be computed, so it is no substitute for `date` and `start_local`.",
    "A meeting or statement may have several topics, so counts by topic add up to more than the number of meetings or "
    "statements.",
    "One meeting told in two documents is two rows of `meetings`.",
    "`participants` without `person_id` are representatives that the text gives no name for.",
    "A person who changed office is one row of `persons`; the office held at a meeting is in `participants`.",
    "`issues` says which documents could not be read (`error`) and what is doubtful (`warning`): look there first when "
    "a number surprises.",
    "pandas turns integers with nulls into floats by default: `pipeline.read`, or "
    '`pd.read_parquet(..., dtype_backend="numpy_nullable")`, keeps them.',
)


def make(context: Companion) -> Mapping[str, bytes | Path]:
    """The file ``DICTIONARY.md``."""
    tables = Tables(context.tables)
    sections = [
        _head(context),
        _warnings(),
        _overview(tables),
        *(_table(table, *tables.nulls(table)) for table in schema.table_names()),
        _codes(),
    ]
    return {FILE: ("\n\n".join("\n".join(section) for section in sections) + "\n").encode()}


def _head(context: Companion) -> Iterator[str]:
    yield f"# {about.TITLE}: data dictionary of release {context.release_id}"
    yield ""
    yield about.DESCRIPTION
    yield ""
    manifest = context.manifest
    yield f"Made by code {manifest['code_version']} from {len(manifest['inputs']):,} raw files. Sources:"
    yield ""
    named = about.publishers(context.tables)
    yield from (f"- {each.publisher}, <{each.site}>: {each.terms}." for each in named)
    if not named:
        yield "- none: there is no document."


def _warnings() -> Iterator[str]:
    yield "## Mind this"
    yield ""
    yield from (f"- {warning}" for warning in WARNINGS)


def _overview(tables: Tables) -> Iterator[str]:
    yield "## Tables"
    yield ""
    yield "| table | rows | key | what it holds |"
    yield "| --- | ---: | --- | --- |"
    for table in schema.table_names():
        key = ", ".join(f"`{name}`" for name in schema.key(table))
        yield f"| [{table}](#{table}) | {tables.nulls(table)[0]:,} | {key} | {_cell(schema.description(table))} |"


def _table(table: str, rows: int, nulls: Mapping[str, int]) -> Iterator[str]:
    declared = schema.pandera_schema(table)
    yield f"## {table}"
    yield ""
    yield f"{schema.description(table)} {rows:,} {'row' if rows == 1 else 'rows'}."
    yield ""
    yield "| column | type | filled | what it says |"
    yield "| --- | --- | ---: | --- |"
    for field in schema.arrow_schema(table):
        may = "may be null" if field.nullable else "never null"
        share = _share(rows - nulls[field.name], rows)
        told = _cell(" ".join([f"{declared.columns[field.name].description}.", *_notes(table, field.name)]))
        yield f"| `{field.name}` | {field.type}, {may} | {share} | {told} |"
    rules = [str(check.error) for check in declared.checks if check.error]
    if rules:
        yield ""
        yield f"In each row: {'; '.join(rules)}."


def _notes(table: str, column: str) -> Iterator[str]:
    """What the declaration says of a column besides its description."""
    if schema.key(table) == (column,):
        yield "Primary key."
    elif column in schema.key(table):
        yield "Part of the primary key."
    for each in schema.references(table):
        if each.column == column:
            when = f", where `{each.when[0]}` is `{each.when[1]}`" if each.when else ""
            yield f"Refers to `{each.table}.{each.table_column}`{when}."
    if codes := schema.code_lists(table).get(column):
        yield f"One of the codes [{list_name(codes)}](#{_anchor(codes)})."
    if schema.span_text_column(table) == column:
        yield "These are the characters of the span."


def _codes() -> Iterator[str]:
    """Every list that a column has, with the columns."""
    yield "## Code lists"
    yield ""
    yield "The same lists are the table [codes](#codes)."
    users: dict[type[Code], list[str]] = {}
    for table in schema.table_names():
        for column, codes in schema.code_lists(table).items():
            users.setdefault(codes, []).append(f"`{table}.{column}`")
    for codes, columns in sorted(users.items(), key=lambda item: list_name(item[0])):
        yield ""
        yield f"### {_title(codes)}"
        yield ""
        yield f"{' '.join(str(codes.__doc__).split())} In {', '.join(columns)}."
        yield ""
        yield "| code | meaning |"
        yield "| --- | --- |"
        yield from (f"| `{code.value}` | {_cell(code.meaning)} |" for code in codes)


def _title(codes: type[Code]) -> str:
    # A heading of its own: a list may be called like a table.
    return f"Codes {list_name(codes)}"


def _anchor(codes: type[Code]) -> str:
    return _title(codes).lower().replace(" ", "-")


def _share(part: int, whole: int) -> str:
    """A percentage that says 100 % of all and 0 % of none only."""
    if not whole:
        return ""
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent in (0, 100) else f"{min(max(percent, 0.1), 99.9):.1f} %"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
