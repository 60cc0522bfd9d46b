"""Immutable versions of the tables.

- ``parquet``: tables to Parquet files whose bytes depend on the rows alone;
- ``fingerprint``: what a release was made from: code, settings, input documents;
- ``steps``: the few calls that change the disk, so that each can be seen to fail;
- ``commit``: a set of files becomes a release, whole or not at all;
- ``catalog``: which releases there are, and which is the latest.

What the tables say is not looked at here; whoever commits has checked them.
"""
