"""Readouts: from the pages on which foreign ministries report meetings to tables that analysts load."""

__version__ = "0.1.0"
