"""Statements: one row for each reported act, with speaker, addressee, act and span.

``actors`` and ``groups`` find who can be a subject, ``verbs`` the verbs that report and ``subjects`` whose they are,
``pronouns`` whom "he" means, ``acts`` what the act is and ``attitudes`` what its content adds; ``reader`` reads one
sentence after the other.
"""

from pipeline.reading.statements.acts import Act
from pipeline.reading.statements.reader import StatementReader

__all__ = ["Act", "StatementReader"]
