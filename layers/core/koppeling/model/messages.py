"""What a provider sends and a payer answers (berichten): claim, remittance, set-off.

Cents are signed; a credit is negative.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date
from typing import Literal

from koppeling.model.groups import Group
from koppeling.model.headers import Header, Kind

NETTING_FORM = "verrekening"
Status = Literal["awarded", "partial", "rejected", "returned"]
NettingKind = Literal[
    "declaration", "credit", "reclaim", "advance", "interest", "fee", "carried", "payout"
]


MOST_TARIFFS = 100


def tariffs_of(amounts: Iterable[int]) -> tuple[int, ...]:
    """The amounts of single lines, each once, without its sign: the hundred largest.

    >>> tariffs_of([3650, -3650, 7300, 0])
    (3650, 7300)
    """
    return tuple(sorted({abs(cents) for cents in amounts} - {0})[-MOST_TARIFFS:])


@dataclass(frozen=True, slots=True)
class Claim:
    """Declaratie: what the provider sent to a payer.

    `payer` is `uzovi:NNNN` or `gemeente:NNNN`; `agbs` all AGB numbers of the message (for the
    gate), `payee` the one that is paid; `message_id` the 323's BerichtIdentificatie ('' elsewhere).
    `references` are its lines by number where an answer may name them so (`model/references.py`);
    `tariffs` the amounts of its lines (`tariffs_of`); `again` its lines about care that was refused
    (`model/care.py`), and `asked` the digest of the refusals that were looked for in it.
    """

    header: Header
    law: str
    payer: str
    payee: str
    agbs: tuple[str, ...]
    invoice: str
    date: Day
    message_id: str
    lines: int
    declared: int
    groups: tuple[Group, ...]
    references: str = ""
    tariffs: tuple[int, ...] = ()
    again: str = ""
    asked: str = ""

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "claim"

    @property
    def own_date(self) -> Day:
        """The date by which documents given together are ordered."""
        return self.date

    @property
    def total(self) -> int:
        """Cents that C12 must find back."""
        return self.declared


@dataclass(frozen=True, slots=True)
class Remittance:
    """Retourbericht: what the payer answered to one claim.

    `invoice_date` is the claim's date as the answer repeats it (None in a 325); `date` the date of
    the answer (None when blank); `reference` the payer's own number; `answers` the 325's
    DeclaratieIdentificatie ('' elsewhere). `declared` is None only in a header-only 325.
    `rejected_only`: the message lists rejected lines only (325): its groups are what was rejected,
    and the rest of the claim is awarded. `by_reference`: it names its lines by number only (802):
    `references` holds them, and its one group is the totals, for as long as the claim is not there.
    `refused` = the lines not wholly awarded, as far as it says what they are (`model/care.py`).
    `payer` is '' only in a return by VECOZO that does not say whose answer it stands for. `lines` =
    money records read; `codes` of header and declaration, as received.
    """

    header: Header
    law: str
    payer: str
    payee: str
    agbs: tuple[str, ...]
    invoice: str | None
    invoice_date: Day | None
    date: Day | None
    reference: str
    answers: str
    status: Status
    lines: int
    declared: int | None
    awarded: int
    non_financial: int
    groups: tuple[Group, ...]
    rejected_only: bool = False
    codes: tuple[str, ...] = ()
    by_reference: bool = False
    references: str = ""
    refused: str = ""

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "remittance"

    @property
    def own_date(self) -> Day:
        """The answer's date, else the claim's, else the first day there is."""
        return self.date or self.invoice_date or Day.min

    @property
    def total(self) -> int:
        """Cents that C12 must find back: the declared total, 0 when the message states none."""
        return self.declared or 0


@dataclass(frozen=True, slots=True)
class NettingItem:
    """Verrekende post: one row of a netting document.

    `reference` = the provider's invoice number of what is paid or set off, `payer_reference` the
    payer's own number of it; `counter_reference` = what it was set off against; `mark` = the word
    of the payer pack that was found in the row's text ('' = none): the text itself is not kept.
    `cents` signed as in the payout: what is taken back is negative.
    """

    record: int
    kind: NettingKind
    reference: str
    counter_reference: str
    cents: int
    payer_reference: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Netting:
    """Verrekening: what a payer set off against what, and what remains to be paid out.

    `number` = the payer's number of the document, as it may stand on the bank; `payout` = what it
    says is paid, None when it does not say so. The sum of the items is the payout, else the reader
    refuses it with the difference; a reclaim letter is one item and payout 0. `payer` is a label,
    or `pack:NAME` for a document that only says which payer pack it is of.
    """

    header: Header
    payer: str
    number: str
    date: Day
    items: tuple[NettingItem, ...]
    payout: int | None = None

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "netting"

    @property
    def own_date(self) -> Day:
        """The document's date."""
        return self.date

    @property
    def sum(self) -> int:
        """Cents of all items together."""
        return sum(item.cents for item in self.items)

    @property
    def letter(self) -> bool:
        """A reclaim letter (terugvorderingsbrief): one reclaim, of which nothing is set off yet.

        Only our own form can say so; in a payer's document the other rows were missed.
        """
        alone = len(self.items) == 1 and self.items[0].kind == "reclaim"
        ours = self.header.standard == NETTING_FORM
        return ours and alone and self.payout == 0 and self.sum < 0

    @property
    def balanced(self) -> bool | None:
        """Whether the items add up to the payout; None when none is named."""
        return None if self.payout is None else self.letter or self.sum == self.payout

    @property
    def total(self) -> int:
        """Cents that C12 must find back: what was paid out."""
        return self.sum if self.payout is None else self.payout
