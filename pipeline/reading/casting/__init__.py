"""Casting: who took part in a meeting, from its opening, its heading, its attendance lists and its captions.

``meeting`` looks for them in the parts of the page, ``presence`` tells who took part from who is merely mentioned,
``states`` whom they stand for where their own words do not say it, and ``roster`` gathers them; ``principal`` finds the
home side's person whose page it is.
"""

from pipeline.reading.casting.meeting import cast_meeting
from pipeline.reading.casting.principal import find_principal

__all__ = ["cast_meeting", "find_principal"]
