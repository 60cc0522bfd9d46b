"""The codes as tables of the release, from where they are declared and from the reference files."""

from collections.abc import Iterator, Mapping

from pipeline import reference_files
from pipeline.reference_files import ReferenceError
from pipeline.tables.codes import Act, code_lists


def acts() -> Iterator[Mapping[str, str | None]]:
    """The rows of ``acts``, in declared order.

    Raises:
        ReferenceError: ``acts.csv`` does not tell of each act once.
    """
    told = {row["act"]: row for row in reference_files.rows("acts.csv")}
    if set(told) != {act.value for act in Act} or len(told) != len(reference_files.rows("acts.csv")):
        raise ReferenceError("reference/acts.csv: write one row for each act that is declared, and no other")
    for act in Act:
        row = told[act.value]
        yield {
            "act": act.value,
            "label": row["label"],
            "definition": act.meaning,
            "typical_verbs": row["typical_verbs"] or None,
            "plover": row["plover"] or None,
        }


def codes() -> Iterator[Mapping[str, str]]:
    """The rows of ``codes``, list by list."""
    for name, members in code_lists().items():
        for code in members:
            yield {"code_list": name, "code": code.value, "meaning": code.meaning}
