"""Five plain regular expressions over each text, one after the other; what they match is counted and thrown away.

The names of countries and organizations are those of the pipeline's reference files, one for each, as an alternation.
"""

import csv
import re
from pathlib import Path

from benchmarks.tasks import Report, arguments, batches, documents

REFERENCE = Path(__file__).resolve().parents[2] / "pipeline" / "reference"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


def expressions() -> dict[str, re.Pattern[str]]:
    """The expressions, by what they look for."""
    return {
        "dates": re.compile(rf"\b(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?\b"),
        "clock times": re.compile(r"\b\d{1,2}(?::\d{2})?(?: ?[ap]\.?m\b\.?|(?<=:\d\d)\b)"),
        "people": re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|H\.E|Hon)\b\.?(?: (?:Mr|Ms|Dr)\.)?(?: [A-Z][\w.’'-]+)+"),
        "countries": _any_of("countries.csv"),
        "organizations": _any_of("organizations.csv"),
    }


def _any_of(file: str) -> re.Pattern[str]:
    lines = (REFERENCE / file).read_text(encoding="utf-8").splitlines()
    names = {row["name"] for row in csv.DictReader(line for line in lines if not line.startswith("#"))}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")


def main() -> None:
    """Read all documents and count what each expression matches."""
    given, report = arguments(), Report()
    with report.loading():
        patterns = expressions()
    with report.stage("list"):
        paths = documents(given.raw, given.documents)
    report.found = dict.fromkeys(patterns, 0)
    for batch in batches(paths):
        with report.stage("read"):
            contents = [path.read_bytes() for path in batch]
            texts = [data.decode("utf-8") for data in contents]
        for name, pattern in patterns.items():
            with report.stage(name):
                report.found[name] += sum(1 for text in texts for _ in pattern.finditer(text))
        report.documents += len(batch)
        report.input_bytes += sum(map(len, contents))
    report.show()


if __name__ == "__main__":
    main()
