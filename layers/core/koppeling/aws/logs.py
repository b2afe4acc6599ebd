"""What functions log and measure (logboek): a catalogue of messages with ids, and metrics.

A log line carries ids, never a payload, an object key, a name or a number of a person. A metric has
no tenant dimension (cost): whose it is stands in the log line and in the message to people.
"""

import traceback
from collections.abc import Callable
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from koppeling.aws.keys import Place
from koppeling.model.errors import (
    Conflict,
    ConnectorRefused,
    ConnectorUnavailable,
    OutcomeUnknown,
)

NAMESPACE = "Koppeling"


OWN = (Conflict, ConnectorUnavailable, ConnectorRefused, OutcomeUnknown)
Handler = Callable[[dict[str, Any], Any], Any]


class Defect(Exception):  # noqa: N818 - what it is, not that it is an error
    """Fout in de code: a type and a place; never a message, which could hold what was read."""


def sealed(main: Handler) -> Handler:
    """A handler whose failures say nothing of what it was reading.

    What a function raises stands in the log and in the execution history. The four exceptions of
    the engine carry our own words and pass; of anything else only type and place are kept.
    """

    @wraps(main)
    def call(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - Lambda's own
        try:
            return main(event, context)
        except OWN:
            raise
        except Exception as error:  # noqa: BLE001 - raised again, without what it says
            where = place_of(error)
        raise Defect(where)

    return call


def place_of(error: Exception) -> str:
    """Type and place in the code of what was raised, nothing of what it says."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


class Said(Enum):
    """Logregels: code, level and words; docs/operations.md lists them."""

    TAKEN = ("K010", "info", "file taken in")
    KNOWN = ("K011", "info", "file was known")
    REFUSED = ("K012", "warning", "file refused")
    WAITING = ("K013", "warning", "file waits for a mapping")
    MESSAGE_FAILED = ("K014", "error", "notification not handled; the queue offers it again")
    ADOPTED = ("K020", "info", "mapping adopted")
    MAPPING_REFUSED = ("K021", "warning", "mapping refused")
    RECONCILED = ("K030", "info", "inputs reconciled")
    DRAFTED = ("K031", "info", "movements drafted")
    CHECKED = ("K032", "info", "identities checked")
    BLOCKED = ("K033", "error", "administration blocked")
    POSTED = ("K040", "info", "entries posted")
    ENTRY_REFUSED = ("K041", "error", "entry refused by the package")
    OUTCOME_UNKNOWN = ("K042", "warning", "outcome of an entry unknown")
    ENTRY_MOVED = ("K043", "warning", "entry moved to the first open period of the package")
    PACKAGE_AWAY = ("K044", "warning", "package not reached; posting goes on later")
    PACKAGE_DIFFERS = ("K045", "error", "the package holds entries twice, altered or not at all")
    TOLD = ("K050", "info", "reports written")
    FAILED = ("K051", "error", "settle stopped")
    WOKEN = ("K060", "warning", "settle started again for work that stood still")
    TERMS_END = ("K061", "warning", "terms to claim rejections again end in 30, 14 or 7 days")
    HEAD_UNWRITTEN = ("K062", "error", "head of the day not written; the next round tries again")
    CONSENT_LOST = ("K064", "error", "a person must consent again, or give a new key")
    RENEWED = ("K065", "info", "tokens renewed that slept for a week")
    JUDGED = ("K063", "info", "settle started to judge the book again")


class Measured(Enum):
    """Meetwaarden: what the alarms look at."""

    OLDEST_INPUT = "OldestInputSeconds"
    UNREADABLE = "FilesUnreadable"
    TOTALS = "TotalsDiffer"
    CONTRADICTIONS = "Contradictions"
    ENTRIES_REFUSED = "EntriesRefused"
    ENTRIES_MOVED = "EntriesMoved"
    MAPPING_MISSING = "MappingMissing"
    POSTED = "EntriesPosted"
    BLOCKED = "AdministrationsBlocked"
    TERMS_ENDING = "ClaimTermsEnding"
    UNWRITTEN = "HeadsUnwritten"
    AMBER = "IdentitiesAmber"
    CLEARING = "ClearingUnexplained"
    CONSENTS = "ConsentsExpired"


class Book:
    """Logboek van een functie: say and measure, flushed at the end of a call."""

    def __init__(self, service: str) -> None:
        """Take the function's own name."""
        self.logger = Logger(service=service)
        self.metrics = Metrics(namespace=NAMESPACE, service=service)

    def say(
        self,
        said: Said,
        place: Place | None = None,
        *measured: tuple[Measured, int],
        **ids: object,
    ) -> None:
        """One line of the catalogue: whose it is, its ids, and what it measures."""
        code, level, words = said.value
        whose = {"tenant": place.tenant, "administration": place.administration} if place else {}
        getattr(self.logger, level)(words, extra={"code": code, **whose, **ids})
        for what, count in measured:
            self.measure(what, count)

    def measure(self, what: Measured, count: int) -> None:
        """One metric; nothing is sent for nothing, except for a state."""
        unit = MetricUnit.Seconds if what is Measured.OLDEST_INPUT else MetricUnit.Count
        self.metrics.add_metric(name=what.value, unit=unit, value=count)

    def flush(self) -> None:
        """Write what was measured."""
        if self.metrics.metric_set:
            self.metrics.flush_metrics()
