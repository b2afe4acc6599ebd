"""What payers rejected and nobody finished (open afwijzingen), and until when it can be saved.

A rejection is listed in every scheme: what was never booked can be claimed again as well. How many
days are left is a question of who reads it; here is only the last day.
"""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date

NEAR = (7, 14, 30)
"""Days left at which people are told once more (alarm A19)."""
TERMS = "terms.json"
"""Beside the books: [last day, cents, id] of what can be saved, for who looks at the clock."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Uitspraak: what one person said of a rejection.

    `decision` = the id that `undo` takes; `target` as in the form; `cents` debit sign; `principal`
    the signed-in uploader ('' offline), `author` the name in the row.
    """

    decision: str
    target: str
    cents: int
    date: Day
    principal: str
    author: str
    reason: str

    @property
    def who(self) -> str:
        """Principal, with the name in the row beside it: '' when neither is known."""
        beside = f" ({self.author})" if self.principal and self.author else self.author
        return f"{self.principal}{beside}"


@dataclass(frozen=True, slots=True)
class OpenRejection:
    """Open afwijzing: `id` is the subject of a decision, `cents` debit sign.

    `asked` = it is a question in the worklist (False: its revenue is not in the books); `terms` =
    (last day on which it can be claimed again, cents), the earliest first, None = no term is known;
    `mark` = the last that somebody said is to be done about it; `waiting` = decisions that a second
    person must take as well.
    """

    id: str
    payer: str
    invoice: str
    answered: Day | None
    codes: tuple[str, ...]
    cents: int
    asked: bool
    terms: tuple[tuple[Day | None, int], ...]
    mark: Opinion | None = None
    waiting: tuple[Opinion, ...] = ()
