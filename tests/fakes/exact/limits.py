"""The budgets of one application in one administration: a minute, a day, and errors.

60 calls a minute; then 429 with the headers of the minute only. 5,000 a day. Ten refusals in an
hour on one endpoint shut the application out of it: an hour, and twice as long each next time.
"""

from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 60, 3_600, 86_400
COUNTED = frozenset({400, 401, 403, 404})


@dataclass
class Limits:
    """`minute`, `day` = for a test to set; `blocks` = shut out, `throttled` = refused, so often."""

    minute: int = 60
    day: int = 5_000
    quota: int = 10
    used: dict[int, tuple[int, int]] = field(default_factory=dict)
    errors: dict[str, list[int]] = field(default_factory=dict)
    shut: dict[str, int] = field(default_factory=dict)
    blocks: int = 0
    throttled: int = 0

    def spend(self, now: int) -> tuple[bool, dict[str, str]]:
        """Whether a call is allowed now, and the headers that say what is left."""
        left = {}
        for length, most in ((MINUTE, self.minute), (DAY, self.day)):
            start, count = self.used.get(length, (now - now % length, 0))
            if now >= start + length:
                start, count = now - now % length, 0
            self.used[length] = (start, count)
            left[length] = most - count
        allowed = min(left.values()) > 0
        self.throttled += not allowed
        if allowed:
            for length in left:
                start, count = self.used[length]
                self.used[length] = (start, count + 1)
                left[length] -= 1
        headers = self._headers("X-RateLimit-Minutely", MINUTE, self.minute, left[MINUTE])
        if allowed or left[MINUTE] > 0:
            headers |= self._headers("X-RateLimit", DAY, self.day, left[DAY])
        return allowed, headers

    def _headers(self, name: str, length: int, most: int, left: int) -> dict[str, str]:
        end = (self.used[length][0] + length) * 1000
        return {
            f"{name}-Limit": str(most),
            f"{name}-Remaining": str(max(left, 0)),
            f"{name}-Reset": str(end),
        }

    def is_shut(self, endpoint: str, now: int) -> bool:
        """Whether the application is shut out of an endpoint."""
        return self.shut.get(endpoint, 0) > now

    def answered(self, endpoint: str, status: int, now: int) -> None:
        """Count an error."""
        if status not in COUNTED:
            return
        recent = [x for x in self.errors.get(endpoint, []) if x > now - HOUR]
        self.errors[endpoint] = [*recent, now]
        if len(recent) + 1 >= self.quota:
            self.blocks += 1
            self.shut[endpoint] = now + HOUR * 2 ** (self.blocks - 1)
            self.errors[endpoint] = []
