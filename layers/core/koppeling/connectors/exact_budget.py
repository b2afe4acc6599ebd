"""What may still be asked of Exact Online (aanroepen over): calls a minute, a day, and errors.

60 calls a minute and 5,000 a day for an application and administration, told in headers, and 10
refusals an hour on one endpoint, after which the application is shut out of it for an hour and
longer each time. That last budget is never spent: here it ends at half.

There is no clock here. What time it is, is what the package last said (`Date`) or a caller told.
"""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from koppeling.connectors.wire import Reply
from koppeling.model.errors import ConnectorUnavailable

CODE = "rate_budget"
MINUTE, HOUR, DAY = 60, 3_600, 86_400
ERRORS = 5
COUNTED = frozenset({400, 401, 403, 404})
"""What the package counts as an error; its own figure is 10 an hour."""
WINDOWS = (("x-ratelimit-minutely", MINUTE), ("x-ratelimit", DAY))


@dataclass(slots=True)
class Budget:
    """Budget: `known` = the latest moment we heard of; `left` = a window's (calls, its end).

    Moments are milliseconds, as the package gives them. A caller may keep it longer than a
    connector: errors of the last hour count whoever asks.
    """

    known: int = 0
    left: dict[str, tuple[int, int]] = field(default_factory=dict)
    errors: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, now: str) -> None:
        """A caller tells the time: ISO text."""
        self._at(datetime.fromisoformat(now))

    def ask(self, endpoint: str, calls: int = 1) -> None:
        """Raises ConnectorUnavailable, with the seconds to wait, when a budget has no room.

        A spent window is told once: who does not wait meets the package's own refusal, which costs
        nothing. Errors cost, so they are told until their hour is over.
        """
        recent = [x for x in self.errors.get(endpoint, []) if x > self.known - HOUR * 1000]
        if len(recent) >= ERRORS:
            raise ConnectorUnavailable(CODE, endpoint, self._seconds(recent[0] + HOUR * 1000, HOUR))
        for name, length in WINDOWS:
            remaining, end = self.left.get(name, (calls, 0))
            if remaining < calls and end > self.known:
                del self.left[name]
                raise ConnectorUnavailable(CODE, name, self._seconds(end, length))

    def answered(self, endpoint: str, reply: Reply) -> None:
        """Note what a reply says of time, calls and errors."""
        if date := reply.headers.get("date"):
            self._at(parsedate_to_datetime(date))
        for name, _ in WINDOWS:
            remaining = reply.headers.get(f"{name}-remaining", "")
            end = reply.headers.get(f"{name}-reset", "")
            if remaining.isdigit() and end.isdigit():
                self.left[name] = (int(remaining), int(end))
        if reply.status in COUNTED:
            self.errors.setdefault(endpoint, []).append(self.known)

    def throttled(self, reply: Reply) -> ConnectorUnavailable:
        """A 429: as long as it asks, else until the window that is spent ends, else a minute."""
        asked = reply.headers.get("retry-after", "")
        if asked.isdigit():
            return ConnectorUnavailable(CODE, "429", int(asked))
        waits = [
            self._seconds(self.left[name][1], length)
            for name, length in WINDOWS
            if f"{name}-remaining" in reply.headers and not self.left.get(name, (1, 0))[0]
        ]
        return ConnectorUnavailable(CODE, "429", max(waits, default=MINUTE))

    def _at(self, moment: datetime) -> None:
        self.known = max(self.known, int(moment.timestamp()) * 1000)

    def _seconds(self, end: int, length: int) -> int:
        """Seconds from now until a moment, a second too many, never more than a whole window."""
        return min(max((end - self.known) // 1000, 0), length) + 1
