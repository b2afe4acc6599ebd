"""One version of a claim with its answer (levensloop van een declaratie)."""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date

from koppeling.matching.facts import Taken
from koppeling.model.documents import Remittance
from koppeling.model.groups import Group


@dataclass(frozen=True, slots=True)
class Life:
    """Levensloop: one version of a claim with the one answer that counts.

    `answer` is a return (`returned`) or an ordinary answer, None while there is none; `groups` are
    the answered groups (for a 325: the claim's less what it rejects). `opening` = only known by a
    row of `openstaand`.
    """

    key: str
    payer: str
    payee: str
    law: str
    invoice: str
    date: Day
    claim: Taken | None
    answer: Taken | None
    submitted: tuple[Group, ...]
    answered: tuple[Group, ...] = ()
    opening: bool = False

    @property
    def standard(self) -> str:
        """In which standard it was claimed, or answered when the claim was not read."""
        first = self.claim or self.answer
        return first.document.header.standard if first else ""

    @property
    def remittance(self) -> Remittance | None:
        """The answer as a document."""
        document = self.answer.document if self.answer else None
        return document if isinstance(document, Remittance) else None

    @property
    def returned(self) -> bool:
        """Technically returned: it counts as never submitted."""
        return bool(self.remittance and self.remittance.status == "returned")

    @property
    def answer_date(self) -> Day | None:
        """The answer's date; blank = the claim's."""
        return (self.remittance.date or self.date) if self.remittance else None
