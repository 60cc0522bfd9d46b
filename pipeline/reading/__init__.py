"""Reading: one document's text in, records out. Pure functions over one document; no files, no pandas, no clock."""

from pipeline.reading.reader import UnknownLayout, read_document

__all__ = ["UnknownLayout", "read_document"]
