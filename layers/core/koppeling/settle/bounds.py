"""Time-outs, lease and quiet time from one place (termijnen), in seconds.

Measured: a lease shorter than the time-out, or a quiet time that ignores one of the three bounds,
books twice. So they are asserted at start; tests run the same code with small numbers.
"""

from dataclasses import dataclass

from koppeling.connectors.contract import Capabilities

PAUSE = 2
EVENTS_A_ROUND = 9  # Book enters, is scheduled, starts, succeeds, exits; Posted and Pause 2 each


@dataclass(frozen=True, slots=True)
class Bounds:
    """Termijnen: `timeout` of the function, `lease` of posting, `quiet` before asking again.

    `retry` = before a package that was away is tried again; `pause` = the least between two rounds:
    `patience` = the longest that settle sleeps; after that watch starts it again;
    an execution of settle may hold 25,000 events, and a round costs `EVENTS_A_ROUND`.
    """

    timeout: int
    lease: int
    quiet: int
    retry: int = 30
    pause: int = PAUSE
    patience: int = 900

    def check(self, capabilities: Capabilities) -> None:
        """Lease > time-out, and quiet > time-out + lateness + query lag of the package."""
        assert self.lease > self.timeout, "the lease must outlast the function's time-out"
        least = self.timeout + capabilities.lateness + capabilities.query_lag
        assert self.quiet > least, f"the quiet time must be more than {least} s"
