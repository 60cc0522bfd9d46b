"""Parquet files: what readers see, and bytes that depend on the rows alone."""

import datetime as dt
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.releases import parquet
from pipeline.releases.parquet import TableWriter
from pipeline.tables import frames, schema
from pipeline.tables.frames import TableError
from tests.releases.table_files import write_parquet

MEETING = {
    "meeting_id": "a#1", "document_id": "a", "position": 1, "section": None, "title": "Talks",
    "date": dt.date(2024, 3, 1), "end_date": None, "start_local": "09:30", "utc_offset_minutes": 540,
    "start_utc": dt.datetime(2024, 3, 1, 0, 30, tzinfo=dt.UTC), "duration_minutes": None,
    "duration_approximate": None, "city": None, "country_iso3": None, "place_basis": None, "occasion": None,
    "sides": None, "kind": "meeting", "setting": "online", "method": "m", "char_start": 0, "char_end": 9,
}  # fmt: skip
UNTIMED = MEETING | {
    "meeting_id": "a#2", "date": None, "start_local": None, "utc_offset_minutes": None, "start_utc": None,
    "duration_minutes": 30, "duration_approximate": False,
}  # fmt: skip

WRITE_TEXTS = """
import sys
from pathlib import Path
from pipeline.releases.fingerprint import code_version
from pipeline.tables import frames
from tests.releases.table_files import write_parquet
rows = [{"document_id": f"d{n:03}", "text": "Grüße " * n} for n in range(1, 300)]
write_parquet("texts", frames.from_rows("texts", rows), Path(sys.argv[1]))
print(code_version(Path(sys.argv[2])))
"""


def texts(n: int) -> pd.DataFrame:
    return frames.from_rows("texts", [{"document_id": f"d{i:04}", "text": "x" * (1 + i % 50)} for i in range(n)])


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_gives_back_the_declared_types(tmp_path):
    path = tmp_path / "meetings.parquet"
    assert write_parquet("meetings", frames.from_rows("meetings", [MEETING, UNTIMED]), path) == 2
    read = frames.to_frame(pq.read_table(path))
    pd.testing.assert_frame_equal(read, frames.from_rows("meetings", [MEETING, UNTIMED]))
    assert read["duration_minutes"].dtype == pd.Int64Dtype()
    assert read["utc_offset_minutes"].tolist() == [540, pd.NA]
    assert read["duration_approximate"].dtype == pd.BooleanDtype()
    assert read["date"].dt.year[0] == 2024
    assert read["date"][0] == dt.date(2024, 3, 1)
    assert read["start_utc"][0] == pd.Timestamp("2024-03-01T00:30Z")


def test_pandas_gives_nullable_integers_when_asked(tmp_path):
    path = tmp_path / "meetings.parquet"
    write_parquet("meetings", frames.from_rows("meetings", [MEETING, UNTIMED]), path)
    asked = pd.read_parquet(path, dtype_backend="numpy_nullable")
    assert asked["duration_minutes"].dtype == pd.Int64Dtype()
    plain = pd.read_parquet(path)
    assert plain["date"][0] == dt.date(2024, 3, 1)
    assert plain["utc_offset_minutes"][0] == 540
    assert pd.isna(plain["utc_offset_minutes"][1]) is True


def test_duckdb_reads_the_declared_types(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "meetings.parquet"
    write_parquet("meetings", frames.from_rows("meetings", [MEETING, UNTIMED]), path)
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE FROM '{path}'").fetchall()
    types = {row[0]: row[1] for row in described}
    assert types["date"] == "DATE"
    assert types["start_utc"] == "TIMESTAMP WITH TIME ZONE"
    assert types["duration_minutes"] == "BIGINT"
    assert types["duration_approximate"] == "BOOLEAN"


def test_the_file_has_the_declared_schema(stage):
    for table, path in stage("trade").items():
        assert pq.read_schema(path).equals(schema.arrow_schema(table), check_metadata=True)
        assert pq.read_table(path).num_rows == (1 if table == "topics" else 0)


@pytest.mark.parametrize(("group_rows", "group_bytes"), [(100_000, 16_000_000), (64, 16_000_000), (100_000, 900)])
def test_the_size_of_batches_does_not_show(tmp_path, monkeypatch, group_rows, group_bytes):
    monkeypatch.setattr(parquet, "GROUP_ROWS", group_rows)
    monkeypatch.setattr(parquet, "GROUP_STRING_BYTES", group_bytes)
    df = texts(500)
    found = set()
    for size in (1, 7, 64, 65, 499, 500):
        path = tmp_path / f"{size}.parquet"
        with TableWriter("texts", path) as writer:
            for start in range(0, len(df), size):
                writer.write(df.iloc[start : start + size])
            writer.write(df.iloc[:0])
        assert writer.n_rows == len(df)
        pd.testing.assert_frame_equal(frames.to_frame(pq.read_table(path)), df)
        found.add(sha256(path))
    assert len(found) == 1
    groups = pq.ParquetFile(path).metadata
    assert max(groups.row_group(i).num_rows for i in range(groups.num_row_groups)) <= group_rows


def test_index_and_chunks_do_not_show(tmp_path):
    df = texts(40)
    write_parquet("texts", df, tmp_path / "plain.parquet")
    filtered = pd.concat([df.iloc[:20], df.iloc[20:]]).set_axis(range(7, 47))
    write_parquet("texts", filtered, tmp_path / "indexed.parquet")
    assert sha256(tmp_path / "plain.parquet") == sha256(tmp_path / "indexed.parquet")


def test_hash_seed_time_zone_and_locale_do_not_show(tmp_path):
    package = shutil.copytree(Path(schema.__file__).parent, tmp_path / "package")
    found = set()
    for n, (seed, zone, locale) in enumerate([("0", "UTC", "C"), ("7", "Asia/Tokyo", "C.UTF-8"), ("9", "", "POSIX")]):
        path = tmp_path / f"{n}.parquet"
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        done = subprocess.run(
            [sys.executable, "-c", WRITE_TEXTS, str(path), str(package)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        found.add((sha256(path), done.stdout))
    assert len(found) == 1


def test_a_bad_batch_leaves_no_file_and_the_old_one_as_it_was(tmp_path):
    path = tmp_path / "meetings.parquet"
    write_parquet("meetings", frames.from_rows("meetings", [MEETING]), path)
    before = sha256(path)
    batches = [frames.from_rows("meetings", [MEETING | {"kind": kind}]) for kind in ("meeting", "party")]
    with pytest.raises(TableError, match="column kind"), TableWriter("meetings", path) as writer:  # noqa: PT012
        for batch in batches:
            writer.write(batch)
    assert sha256(path) == before
    assert list(tmp_path.iterdir()) == [path]
