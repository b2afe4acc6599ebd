"""How a connector speaks to its package (verbinding): one request, one reply, and no repeats.

Sending is an argument: `koppeling.aws` sends over HTTPS, tests over whatever they like. Whether a
request left this machine decides between "nothing was booked" and "it may be booked".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


class NotSent(Exception):  # noqa: N818 - what happened, not what went wrong
    """Niet verzonden: no connection was made, so the package has seen nothing."""


class NoAnswer(Exception):  # noqa: N818
    """Geen antwoord: the request was sent, or may have been; the answer was lost."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Antwoord: status, headers with their names in lower case, and the bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Send = Callable[[str, str, Mapping[str, str], bytes], Reply]
"""Method, URL, headers and body to a reply. Raises NotSent or NoAnswer, never repeats by itself."""
Token = Callable[[], str]
"""The secret that a request needs: an access token or a key, fresh each time it is asked for."""
