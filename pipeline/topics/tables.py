"""The topic tables for analysis: pure functions from tables to tables.

Every function takes DataFrames with the columns that it names, empty ones too, and returns a new DataFrame, sorted by
its key, with counts and years as ``Int64``, shares and lifts as ``float64``. A meeting counts once per topic, country
or pair, however often the text comes back to it.
"""

import pandas as pd


def topics_by_year(meetings: pd.DataFrame, meeting_topics: pd.DataFrame) -> pd.DataFrame:
    """``topics_by_year``: year, topic_id, n_meetings, n_statements, share_of_meetings.

    Needs ``meetings`` (meeting_id, date) and ``meeting_topics`` (meeting_id, topic_id, n_statements).
    ``share_of_meetings`` is the share, 0 to 1, of that year's meetings, with or without topics, that have the topic.
    Meetings without a date are left out.
    """
    dated = _years(meetings)
    per_year = dated.groupby("year")["meeting_id"].nunique()
    table = _count(dated.merge(meeting_topics, on="meeting_id"), ["year", "topic_id"])
    table["share_of_meetings"] = (table["n_meetings"] / table["year"].map(per_year)).astype("float64")
    return table


def topics_by_country(participants: pd.DataFrame, meeting_topics: pd.DataFrame) -> pd.DataFrame:
    """``topics_by_country``: country_iso3, topic_id, n_meetings, n_statements.

    Needs ``participants`` (meeting_id, country_iso3, side) and ``meeting_topics`` (meeting_id, topic_id, n_statements).
    Countries are those of the counterparts; a meeting with two of them counts for both.
    """
    counterparts = participants.loc[participants["side"].eq("counterpart"), ["meeting_id", "country_iso3"]]
    counterparts = counterparts.dropna().drop_duplicates()
    return _count(counterparts.merge(meeting_topics, on="meeting_id"), ["country_iso3", "topic_id"])


def topic_pairs(meetings: pd.DataFrame, meeting_topics: pd.DataFrame, statement_topics: pd.DataFrame) -> pd.DataFrame:
    """``topic_pairs``: topic_a, topic_b (topic_a < topic_b), n_meetings, n_statements, lift.

    Needs ``meetings`` (meeting_id), ``meeting_topics`` (meeting_id, topic_id) and ``statement_topics`` (statement_id,
    topic_id). ``n_statements`` counts statements with both topics. ``lift`` is P(a, b) / (P(a) P(b)) over all meetings:
    above 1 the two come together more often than chance would have it.
    """
    in_meetings = meeting_topics[["meeting_id", "topic_id"]].drop_duplicates()
    in_statements = statement_topics[["statement_id", "topic_id"]].drop_duplicates()
    key = ["topic_a", "topic_b"]
    table = _pairs(in_meetings, "meeting_id", "topic_id", key).groupby(key).size().rename("n_meetings").reset_index()
    told = _pairs(in_statements, "statement_id", "topic_id", key).groupby(key).size().rename("n_statements")
    table = table.merge(told.reset_index(), on=key, how="left")
    table["n_meetings"] = table["n_meetings"].astype("Int64")
    table["n_statements"] = table["n_statements"].astype("Int64").fillna(0)
    having = in_meetings.groupby("topic_id").size()
    chance = table["topic_a"].map(having).astype("float64") * table["topic_b"].map(having).astype("float64")
    table["lift"] = table["n_meetings"].astype("float64") * float(meetings["meeting_id"].nunique()) / chance
    return table.sort_values(key, ignore_index=True)


def country_pairs(meetings: pd.DataFrame, participants: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """``country_pairs``: country_a, country_b (country_a < country_b), year, n_meetings, n_statements.

    Needs ``meetings`` (meeting_id, date), ``participants`` (meeting_id, country_iso3) and ``statements`` (statement_id,
    meeting_id). Two countries met when both had someone in a meeting; ``n_statements`` are the statements of those
    meetings. Meetings without a date are left out.
    """
    key = ["country_a", "country_b"]
    present = participants[["meeting_id", "country_iso3"]].dropna().drop_duplicates()
    met = _pairs(present, "meeting_id", "country_iso3", key).merge(_years(meetings), on="meeting_id")
    told = statements.groupby("meeting_id")["statement_id"].nunique().rename("n_statements").reset_index()
    met = met.merge(told, on="meeting_id", how="left")
    return _count(met, [*key, "year"])


def _years(meetings: pd.DataFrame) -> pd.DataFrame:
    """meeting_id and year (``Int64``) of the meetings that have a date."""
    dates = pd.to_datetime(meetings["date"])
    dated = pd.DataFrame({"meeting_id": meetings["meeting_id"], "year": dates.dt.year.astype("Int64")})
    return dated.dropna()


def _pairs(rows: pd.DataFrame, within: str, column: str, names: list[str]) -> pd.DataFrame:
    """All pairs of different values of ``column`` that stand together in one ``within``, the smaller value first."""
    first, second = names
    left = rows.rename(columns={column: first})
    both = left.merge(rows.rename(columns={column: second}), on=within)
    return both.loc[both[first].astype("str") < both[second].astype("str"), [within, first, second]]


def _count(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Meetings and statements by ``key``, sorted; ``rows`` has one row per meeting and key."""
    grouped = rows.groupby(key, sort=True)
    table = grouped.agg(n_meetings=("meeting_id", "nunique"), n_statements=("n_statements", "sum")).reset_index()
    return table.astype({"n_meetings": "Int64", "n_statements": "Int64"})
