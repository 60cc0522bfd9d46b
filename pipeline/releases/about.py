"""What a release says of itself as a work: name, title, licence, publishers. Nothing here depends on the day."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.sources import Profile, profiles

NAME = "readouts"
TITLE = "Diplomatic readouts, coded"
DESCRIPTION = (
    "Who met whom, when, where, and what was said, as foreign ministries and heads of government report it: meetings, "
    "participants, statements and topics, each value with the characters of the text that it comes from."
)
KEYWORDS = ("diplomacy", "foreign policy", "meetings", "speech acts", "text as data")
AUTHOR = "The Readouts project"
LICENCE = "Apache-2.0"
# SPDX id: title and address.
LICENCES: Mapping[str, tuple[str, str]] = {
    "Apache-2.0": ("Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
}


def publishers(tables: Mapping[str, Path]) -> Sequence[Profile]:
    """The publishers whose documents are in the tables, sorted by name."""
    named = pq.read_table(tables["documents"], columns=["source"])["source"].unique().to_pylist()
    return [profile for name, profile in profiles().items() if name in named]
