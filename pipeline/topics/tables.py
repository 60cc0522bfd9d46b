"""The topic tables for analysis, in two steps, so that a corpus of any size can be counted in parts.

``tally`` counts what a part of the documents holds, ``total`` adds up the tallies of all parts, and the four functions
after it make a table each from the total. A tally has one row for each thing that is counted:

- ``measure``: one of ``Measure``;
- ``a``, ``b``: what the measure is of, in the order of its name; null where it is of less;
- ``year``: of the meetings' dates, where the measure is by year;
- ``n_meetings``, ``n_statements``.

All take DataFrames with the columns that they name, empty ones too, and return a new one, sorted, with counts and years
as ``Int64``, shares and lifts as ``float64``. A meeting counts once per topic, country or pair, however often the text
comes back to it; it must be in one part with all its rows.
"""

from collections.abc import Iterable
from enum import StrEnum

import pandas as pd

COLUMNS = {
    "measure": "str",
    "a": "str",
    "b": "str",
    "year": "Int64",
    "n_meetings": "Int64",
    "n_statements": "Int64",
}
_KEY = ["measure", "a", "b", "year"]
_COUNTS = ["n_meetings", "n_statements"]


class Measure(StrEnum):
    """What a tally counts."""

    ALL = "all"
    YEAR = "year"
    TOPIC = "topic"
    TOPIC_YEAR = "topic_year"
    COUNTRY_TOPIC = "country_topic"
    TOPIC_PAIR = "topic_pair"
    COUNTRY_PAIR = "country_pair"


def tally(
    meetings: pd.DataFrame,
    participants: pd.DataFrame,
    statements: pd.DataFrame,
    meeting_topics: pd.DataFrame,
    statement_topics: pd.DataFrame,
) -> pd.DataFrame:
    """Count the rows of some documents.

    Needs ``meetings`` (meeting_id, date), ``participants`` (meeting_id, country_iso3, side), ``statements``
    (statement_id, meeting_id), ``meeting_topics`` (meeting_id, topic_id, n_statements) and ``statement_topics``
    (statement_id, topic_id).
    """
    dated = _years(meetings)
    of_meetings = meeting_topics[["meeting_id", "topic_id"]].drop_duplicates()
    of_statements = statement_topics[["statement_id", "topic_id"]].drop_duplicates()
    told = statements.groupby("meeting_id")["statement_id"].nunique().rename("n_statements")
    present = participants[["meeting_id", "country_iso3"]].dropna().drop_duplicates()
    met = _pairs(present, "meeting_id").merge(dated, on="meeting_id")
    counterparts = participants.loc[participants["side"].eq("counterpart"), ["meeting_id", "country_iso3"]]
    with_topics = counterparts.dropna().drop_duplicates().merge(meeting_topics, on="meeting_id")
    parts = [
        pd.DataFrame({"measure": [Measure.ALL], "n_meetings": [meetings["meeting_id"].nunique()]}),
        _count(Measure.YEAR, dated, ["year"]),
        _count(Measure.TOPIC, of_meetings, ["topic_id"]),
        _count(Measure.TOPIC_YEAR, dated.merge(meeting_topics, on="meeting_id"), ["topic_id", "year"]),
        _count(Measure.COUNTRY_TOPIC, with_topics, ["country_iso3", "topic_id"]),
        _count(Measure.TOPIC_PAIR, _pairs(of_meetings, "meeting_id"), ["a", "b"]),
        _pairs_told(_pairs(of_statements, "statement_id")),
        _count(Measure.COUNTRY_PAIR, met.assign(n_statements=met["meeting_id"].map(told)), ["a", "b", "year"]),
    ]
    return total(parts)


def total(tallies: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Add up tallies; their order does not matter."""
    empty = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})
    rows = pd.concat([empty, *(each.reindex(columns=list(COLUMNS)).astype(COLUMNS) for each in tallies)])
    return rows.fillna(dict.fromkeys(_COUNTS, 0)).groupby(_KEY, dropna=False, sort=True)[_COUNTS].sum().reset_index()


def topics_by_year(counted: pd.DataFrame) -> pd.DataFrame:
    """``topics_by_year``: year, topic_id, n_meetings, n_statements, share_of_meetings.

    ``share_of_meetings`` is the share, 0 to 1, of that year's meetings, with or without topics, that have the topic.
    Meetings without a date are left out.
    """
    table = _table(counted, Measure.TOPIC_YEAR, ["topic_id", "", "year"], ["year", "topic_id"])
    in_year = _of(counted, Measure.YEAR).set_index("year")["n_meetings"]
    table["share_of_meetings"] = (table["n_meetings"] / table["year"].map(in_year)).astype("float64")
    return table


def topics_by_country(counted: pd.DataFrame) -> pd.DataFrame:
    """``topics_by_country``: country_iso3, topic_id, n_meetings, n_statements.

    Countries are those of the counterparts; a meeting with two of them counts for both.
    """
    key = ["country_iso3", "topic_id"]
    return _table(counted, Measure.COUNTRY_TOPIC, key, key)


def topic_pairs(counted: pd.DataFrame) -> pd.DataFrame:
    """``topic_pairs``: topic_a, topic_b (topic_a < topic_b), n_meetings, n_statements, lift.

    ``n_statements`` counts statements with both topics. ``lift`` is P(a, b) / (P(a) P(b)) over all meetings: above 1
    the two come together more often than chance would have it.
    """
    key = ["topic_a", "topic_b"]
    table = _table(counted, Measure.TOPIC_PAIR, key, key)
    table = table[table["n_meetings"] > 0].reset_index(drop=True)
    having = _of(counted, Measure.TOPIC).set_index("a")["n_meetings"]
    chance = table["topic_a"].map(having).astype("float64") * table["topic_b"].map(having).astype("float64")
    meetings = float(_of(counted, Measure.ALL)["n_meetings"].sum())
    table["lift"] = table["n_meetings"].astype("float64") * meetings / chance
    return table


def country_pairs(counted: pd.DataFrame) -> pd.DataFrame:
    """``country_pairs``: country_a, country_b (country_a < country_b), year, n_meetings, n_statements.

    Two countries met when both had someone in a meeting; ``n_statements`` are the statements of those meetings.
    Meetings without a date are left out.
    """
    key = ["country_a", "country_b", "year"]
    return _table(counted, Measure.COUNTRY_PAIR, key, key)


def _of(counted: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    return counted[counted["measure"] == measure]


def _table(counted: pd.DataFrame, measure: Measure, names: list[str], key: list[str]) -> pd.DataFrame:
    """The rows of a measure, with ``names`` for a, b and year; sorted by ``key``."""
    rows = _of(counted, measure).rename(columns=dict(zip(["a", "b", "year"], names, strict=False)))
    return rows[[*key, *_COUNTS]].sort_values(key, ignore_index=True)


def _years(meetings: pd.DataFrame) -> pd.DataFrame:
    """meeting_id and year (``Int64``) of the meetings that have a date."""
    dates = pd.to_datetime(meetings["date"])
    dated = pd.DataFrame({"meeting_id": meetings["meeting_id"], "year": dates.dt.year.astype("Int64")})
    return dated.dropna()


def _pairs(rows: pd.DataFrame, within: str) -> pd.DataFrame:
    """All pairs ``a`` < ``b`` of values of the other column that stand together in one ``within``."""
    [column] = [name for name in rows.columns if name != within]
    ranked = rows.assign(rank=rows[column].rank(method="dense"))
    both = ranked.merge(ranked, on=within, suffixes=("_a", "_b"))
    both = both[both["rank_a"] < both["rank_b"]]
    return both.rename(columns={f"{column}_a": "a", f"{column}_b": "b"})[[within, "a", "b"]]


def _count(measure: Measure, rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Meetings, and where ``rows`` has them statements, by ``key``; ``rows`` has one row per meeting and key."""
    grouped = rows.groupby(key)
    counts = {"n_meetings": grouped.size()}
    if "n_statements" in rows:
        counts["n_statements"] = grouped["n_statements"].sum()
    table = pd.DataFrame(counts).reset_index()
    strings = [name for name in key if name != "year"]
    return table.rename(columns=dict(zip(strings, ["a", "b"], strict=False))).assign(measure=measure)


def _pairs_told(pairs: pd.DataFrame) -> pd.DataFrame:
    """How many statements have both topics of a pair."""
    return pairs.groupby(["a", "b"]).size().rename("n_statements").reset_index().assign(measure=Measure.TOPIC_PAIR)
