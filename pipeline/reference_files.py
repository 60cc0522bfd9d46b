"""Read the plain files in ``pipeline/reference/``: CSV with a head of ``#`` lines that name source and date."""

import csv
from functools import cache
from importlib import resources


class ReferenceError(ValueError):
    """A reference file is not as it should be; the message names file and line and says what to do."""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of the reference file ``name``, in file order, as dictionaries of stripped strings.

    Raises ``ReferenceError`` when the file has no header of comments, or a row has too many or too few fields.
    """
    text = (resources.files("pipeline") / "reference" / name).read_text("utf-8")
    lines = text.splitlines()
    comments = sum(1 for line in lines if line.startswith("#"))
    if not comments:
        raise ReferenceError(f"reference/{name}: begin the file with '#' lines that name its source and date")
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    reader = csv.reader(line for _, line in numbered)
    header = next(reader)
    found = []
    for (number, _), fields in zip(numbered[1:], reader, strict=True):
        if len(fields) != len(header):
            raise ReferenceError(
                f"reference/{name}, line {number}: {len(fields)} fields, should be {len(header)}; "
                "quote a field that holds a comma"
            )
        found.append({key: value.strip() for key, value in zip(header, fields, strict=True)})
    return tuple(found)
