"""The four ways in which the world, not the input, can be wrong.

Their names are an API: the state machine's `Retry` and `Catch` name them. Wrong input is a
`Problem` (data), wrong code is an assertion; nothing else is raised on purpose.

A package gives its reason as a code of `model/refusals.py` and in its own words; `said` never holds
a name or number of a person.
"""


class SaidError(Exception):
    """A code of the table of refusals, and what the package said itself."""

    default = "other"

    def __init__(self, code: str = "", said: str = "") -> None:
        """Without a code: the default of the kind."""
        self.code = code or self.default
        self.said = said
        super().__init__(self.code, said)


class ConnectorUnavailable(SaidError):  # noqa: N818 - named in settle.asl.json
    """Pakket onbereikbaar: nothing was booked, try again later; not within `wait` seconds."""

    default = "unavailable"

    def __init__(self, code: str = "", said: str = "", wait: int = 0) -> None:
        """`wait` = seconds that the package itself asks for (Retry-After, a spent budget)."""
        super().__init__(code, said)
        self.wait = wait


class ConnectorRefused(SaidError):  # noqa: N818 - named in settle.asl.json
    """Pakket weigert: proven not booked; a person must look, or another period or number."""


class OutcomeUnknown(SaidError):  # noqa: N818 - named in settle.asl.json
    """Uitkomst onbekend: it may be booked; wait the quiet time, then ask the package."""


class Conflict(Exception):  # noqa: N818 - named in settle.asl.json
    """Gelijktijdige wijziging: somebody else was first; reload and decide again."""
