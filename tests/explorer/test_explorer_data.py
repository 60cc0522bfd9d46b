"""What the page embeds, without a browser."""

import base64
import datetime as dt
import hashlib
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.releases.explorer import assemble, columns, explorer_page, rows, sources
from tests.explorer.generated import RELEASE, Page, Person, Said, many_pages, write_release

JAPAN, FRANCE = Person("Iwaya Takeshi", "JPN", "home"), Person("Jean-Noël Barrot", "FRA")
VENDOR = Path(assemble.__file__).parent / "vendor"


def unpack(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text), -zlib.MAX_WBITS))


def embedded(page: bytes, name: str) -> str:
    found = re.search(rf'<script type="[^"]+" id="{name}">(.*?)</script>', page.decode(), re.S)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_release(tmp_path_factory.mktemp("few"), many_pages(40))


def test_columns_hold_their_values() -> None:
    packed = columns.coded(["b", None, "a", "b"])
    assert [packed["v"][code] if code >= 0 else None for code in packed["c"]] == ["b", None, "a", "b"]
    total, values = 0, []
    for step in columns.stepped([3, 3, 10, -1])["d"]:
        total += step
        values.append(total)
    assert values == [3, 3, 10, -1]
    assert unpack(columns.pack({"a": ["ü", "𝒜", None]})) == {"a": ["ü", "𝒜", None]}


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "a\u2028b\u2029c", "<SCRIPT>", "]]>", "plain"])
def test_json_in_a_script_element_cannot_end_it(text: str) -> None:
    written = assemble.escape_json(columns.to_json({"x": text}))
    assert not re.search("[<>\u2028\u2029]", written)
    assert json.loads(written) == {"x": text}


def test_same_tables_same_bytes(few: dict[str, Path]) -> None:
    assert explorer_page(few, RELEASE) == explorer_page(few, RELEASE)


def test_the_page_without_data_is_small_and_asks_for_nothing(tmp_path: Path) -> None:
    page = explorer_page(write_release(tmp_path, []), RELEASE)
    assert len(page) < 1_000_000
    markup = re.sub(r"<script\b[^>]*>.*?</script>|<style>.*?</style>", "", page.decode(), flags=re.S)
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', markup) == []


def test_only_the_pages_own_scripts_may_run(few: dict[str, Path]) -> None:
    page = explorer_page(few, RELEASE).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert rules["script-src"].split() == [f"'sha256-{each}'" for each in hashes]
    assert rules["default-src"] == rules["connect-src"] == "'none'"


def test_newest_meetings_are_kept_and_the_page_knows_of_the_rest(few: dict[str, Path]) -> None:
    page = explorer_page(few, RELEASE, max_meetings=10)
    dates = sorted(pq.read_table(few["meetings"])["date"].to_pylist(), reverse=True)[:10]
    date = unpack(embedded(page, "rows"))["meetings"]["date"]
    assert [date["v"][code] for code in date["c"]] == [each.isoformat() for each in dates]
    assert json.loads(embedded(page, "about"))["total_meetings"] == 40


def test_packets_hold_every_text_in_order(few: dict[str, Path]) -> None:
    chosen = rows.choose(few)
    packed = sources.source_packets(chosen)
    documents = [document for packet in packed.packets for document in unpack(packet)]
    assert packed.sizes == [len(unpack(packet)) for packet in packed.packets]
    texts = dict(zip(*(pq.read_table(few["texts"])[name].to_pylist() for name in ("document_id", "text")), strict=True))
    expected = [[[0, texts[row["document_id"]]]] for row in chosen.documents]
    assert [document["text"] for document in documents] == expected


def test_excerpts_hold_the_paragraphs_of_all_statements(few: dict[str, Path]) -> None:
    chosen = rows.choose(few)
    packed = sources.source_packets(chosen, max_chars=100)
    assert packed.excerpts
    documents = [document for packet in packed.packets for document in unpack(packet)]
    place = {row["document_id"]: number for number, row in enumerate(chosen.documents)}
    for statement in chosen.statements:
        start, end = statement["char_start"], statement["char_end"]
        pieces = documents[place[statement["document_id"]]]["text"]
        assert [text[start - at : end - at] for at, text in pieces if at <= start and end <= at + len(text)] == [
            statement["text"]
        ]
    assert not any("A meeting of" in text for document in documents for _, text in document["text"])


def test_meetings_without_a_date_come_last(tmp_path: Path) -> None:
    pages = [
        Page("a/undated", None, [JAPAN, FRANCE], [Said(0, "hope", "hoped for more")]),
        Page("b/dated", dt.date(2001, 1, 1), [JAPAN, FRANCE], []),
    ]
    chosen = rows.choose(write_release(tmp_path, pages))
    assert [row["document_id"] for row in chosen.meetings] == ["b/dated", "a/undated"]


def test_vendored_files_are_those_of_the_list() -> None:
    listed = {
        cells[1]: cells[-2]
        for line in (VENDOR / "VENDOR.md").read_text(encoding="utf-8").splitlines()
        if len(cells := [cell.strip() for cell in line.split("|")]) == 8 and len(cells[-2]) == 64
    }
    assert set(listed) == {*assemble.LIBRARIES, *(file for _, file in assemble.FONTS)}
    for name, sha256 in listed.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sha256
