"""What was spoken of: topics of statements and meetings, by terms in context, and the tables made from them.

The terms live in ``pipeline/reference/topic_terms.csv`` and the topics in ``topics.csv``. Coding is pure Python over
one document; `pipeline.topics.tables` aggregates with pandas.
"""

from pipeline.topics.coding import code_document
from pipeline.topics.records import MeetingTopic, StatementTopic, TopicCoding

__all__ = ["MeetingTopic", "StatementTopic", "TopicCoding", "code_document"]
