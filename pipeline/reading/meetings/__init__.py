"""Meetings: the coded values of one unit with their evidence, and the journeys around them.

``coding`` puts a meeting together from ``unit_text`` (the words that tell of it), ``times``, ``places``, ``kinds`` (of
event, and the setting) and ``sides``; ``visits`` reads journeys, ``declared`` how many meetings a page claims.
"""

from pipeline.reading.meetings.coding import CodedMeeting, read_meeting, start_utc
from pipeline.reading.meetings.declared import Declared, declared_meetings
from pipeline.reading.meetings.visits import read_visits

__all__ = ["CodedMeeting", "Declared", "declared_meetings", "read_meeting", "read_visits", "start_utc"]
