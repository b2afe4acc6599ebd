"""The four ways in which the world, not the input, can be wrong.

Their names are an API: the state machine's `Retry` and `Catch` name them. Wrong input is a
`Problem` (data), wrong code is an assertion; nothing else is raised on purpose.
"""


class ConnectorUnavailable(Exception):  # noqa: N818 - named in settle.asl.json
    """Pakket onbereikbaar: nothing was booked, try again later."""


class ConnectorRefused(Exception):  # noqa: N818 - named in settle.asl.json
    """Pakket weigert: proven not booked; a person must look. `args[0]` is the reason."""


class OutcomeUnknown(Exception):  # noqa: N818 - named in settle.asl.json
    """Uitkomst onbekend: it may be booked; wait the quiet time, then ask the package."""


class Conflict(Exception):  # noqa: N818 - named in settle.asl.json
    """Gelijktijdige wijziging: somebody else was first; reload and decide again."""
