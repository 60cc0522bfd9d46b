"""The least that any reader of these documents does: read, hash, decode, and write the text to Parquet."""

import hashlib

from benchmarks.tasks import Report, arguments, batches, bytes_below, documents


def main() -> None:
    """Read all documents and write one Parquet file of their texts."""
    given, report = arguments(), Report()
    with report.loading():
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = pa.schema([("path", pa.string()), ("sha256", pa.string()), ("text", pa.string())])
        pa.table({"path": [""], "sha256": [""], "text": [""]}, schema=columns)  # the first table imports pandas
    with report.stage("list"):
        paths = documents(given.raw, given.documents)
    with pq.ParquetWriter(given.outputs / "texts.parquet", columns, compression="zstd") as writer:
        for batch in batches(paths):
            with report.stage("read"):
                contents = [path.read_bytes() for path in batch]
            with report.stage("hash"):
                digests = [hashlib.sha256(data).hexdigest() for data in contents]
            with report.stage("decode"):
                texts = [data.decode("utf-8") for data in contents]
            with report.stage("write"):
                table = pa.table(
                    {"path": [str(path.relative_to(given.raw)) for path in batch], "sha256": digests, "text": texts},
                    schema=columns,
                )
                writer.write_table(table)
            report.documents += len(batch)
            report.input_bytes += sum(map(len, contents))
        with report.stage("write"):
            writer.close()
    report.bytes_written = bytes_below(given.outputs)
    report.versions["pyarrow"] = pa.__version__
    report.show()


if __name__ == "__main__":
    main()
