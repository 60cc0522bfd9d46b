"""Immutable versions of the tables.

- ``parquet``: tables to Parquet files whose bytes depend on the rows alone;
- ``fingerprint``: what a release was made from: code, settings, input documents;
- ``steps``: the few calls that change the disk, so that each can be seen to fail;
- ``companion``: what accompanies the tables, each made by a module in ``companions``;
- ``about``: what a release says of itself as a work: title, licence, publishers;
- ``descriptor``: the check that the tables can be described as a Data Package;
- ``commit``: a set of files becomes a release, whole or not at all;
- ``catalog``: which releases there are, and which is the latest;
- ``causes``, ``compare``, ``changes``, ``diff``: what differs between two, and why: as rows, as files, as text;
- ``load``, ``sql``, ``views``, ``duck``: a release as data frames, and in DuckDB.

What the tables say is not looked at here; whoever commits has checked them.
"""
