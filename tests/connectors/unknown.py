"""Everything that can become of a post: trouble x step, and what may come out of it.

`first` is the first exchange of a post, `booking` the one by which the package books, `last` the
last one; they may be one and the same. `everywhere` is each of them in turn. What may come out of
an exchange depends on whether the package can have booked by it, which the suite finds by looking.
"""

from dataclasses import dataclass
from typing import Literal

from tests.connectors.trouble import SILENT, THROTTLED, UNREADABLE, Trouble

Step = Literal["first", "booking", "last", "everywhere"]
Outcome = Literal["receipt", "unavailable", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class Case:
    """One trouble at one step."""

    step: Step
    trouble: Trouble

    def __str__(self) -> str:
        return f"{self.step}: {self.trouble}"


CASES: tuple[Case, ...] = (
    *(Case("first", Trouble("never", a)) for a in ("not sent", *SILENT[:2], *THROTTLED, "garbage")),
    Case("booking", Trouble("never", "not sent")),
    Case("booking", Trouble("never", "refused")),
    *(Case("booking", Trouble("never", a)) for a in (*SILENT, *THROTTLED, *UNREADABLE)),
    *(Case("booking", Trouble("once", a)) for a in (*SILENT, *UNREADABLE)),
    *(Case("booking", Trouble("late", a)) for a in ("no answer", "500", "504", "a page")),
    *(Case("booking", Trouble("twice", a)) for a in ("as it is", "no answer")),
    *(Case("last", Trouble("once", a)) for a in ("no answer", "500", "truncated")),
    *(Case("everywhere", Trouble("never", a)) for a in ("not sent", "no answer", "503")),
    *(Case("everywhere", Trouble("once", a)) for a in ("no answer", "502", "garbage")),
    *(Case("everywhere", Trouble("late", a)) for a in ("no answer",)),
)
READ_TROUBLES: tuple[Trouble, ...] = (
    Trouble("never", "not sent"),
    *(Trouble("once", a) for a in (*SILENT, *UNREADABLE)),
    *(Trouble("never", a) for a in THROTTLED),
)
"""What can befall a question: whatever comes of it, it is never an answer."""


def allowed(case: Case, *, before: bool, books: bool) -> set[Outcome]:
    """What may come out; `before` = nothing is booked by then, `books` = this exchange books.

    That an outcome tells the truth is asked of every case apart from this: what is unavailable or
    refused is nowhere, now or later.
    """
    answer = case.trouble.answer
    if answer == "as it is":
        return {"receipt"}
    if answer == "refused":
        return {"refused"}
    if not before and not books:
        return {"receipt", "unknown"}
    if answer == "not sent" or answer in THROTTLED:
        return {"unavailable"}
    if books:
        return {"unknown", "receipt"}
    return {"unavailable"} if case.step == "first" else {"unavailable", "unknown", "receipt"}
