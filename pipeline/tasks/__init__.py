"""The work on a batch of documents or a part of the tables, as functions that any process on any machine can run.

Each takes a task with all that it needs, writes its result to the store under a hash of what went in, and returns what
the next stage must know of it. Nothing here decides a value: reading, coding and the tables do.
"""
