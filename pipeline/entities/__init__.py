"""Entities: names to ids that hold across documents. No layout knowledge here, and no files."""
