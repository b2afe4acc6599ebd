"""Moments as text (tijdstippen): epoch seconds to ISO and back; nobody here reads a clock.

>>> iso(0), epoch("1970-01-01T00:01:00Z")
('1970-01-01T00:00:00Z', 60)
"""

import calendar
from datetime import UTC, datetime


def iso(moment: int) -> str:
    """Epoch seconds as UTC text with a zone."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch(text: str) -> int:
    """Epoch seconds of such a text."""
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return calendar.timegm(moment.utctimetuple())
