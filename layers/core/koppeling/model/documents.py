"""What the readers hand over (documenten): what a payer, a bank or a person said, without people.

Everything here is free of personal data: a client is a keyed pseudonym, a bank line keeps its
text only where design promise 3 allows it. Cents are signed; a credit is negative. Months are
`YYYY-MM`, other dates are `datetime.date`. The shapes are stored as JSON, so a change of a field
needs a default under which older stored documents still read.
"""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date
from typing import Literal

from koppeling.model.canonical import digest
from koppeling.model.groups import Group
from koppeling.model.problems import Problem

Kind = Literal[
    "claim", "remittance", "netting", "statement", "decisions", "open_items", "auditfile", "unknown"
]
Status = Literal["awarded", "partial", "rejected", "returned"]

# Files given together are taken in the order of their own dates, then in this order, then by hash.
KIND_ORDER: tuple[Kind, ...] = (
    "open_items",
    "claim",
    "remittance",
    "netting",
    "statement",
    "decisions",
    "auditfile",
    "unknown",
)


@dataclass(frozen=True, slots=True)
class Header:
    """Kop: what every document has. `member` = ZIP member, `part` = place among several."""

    sha256: str
    standard: str
    version: str
    problems: tuple[Problem, ...] = ()
    member: str | None = None
    part: int = 0
    test: bool = False

    @property
    def refused(self) -> bool:
        """True when an error-level problem keeps the document out of the books."""
        return any(p.level == "error" for p in self.problems)


@dataclass(frozen=True, slots=True)
class Claim:
    """Declaratie: what the provider sent to a payer.

    `payer` is `uzovi:NNNN` or `gemeente:NNNN`; `agbs` all AGB numbers of the message (for the
    gate), `payee` the one that is paid; `message_id` the 323's BerichtIdentificatie ('' elsewhere).
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
    and the rest of the claim is awarded. `lines` = money records read; `codes` of header and
    declaration, as received.
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
class BankLine:
    """Bankmutatie: one booked entry, or one detail of a batch that adds up.

    `id` is the identity that survives overlapping downloads (bank IBAN, bank's own reference or the
    content, ordinal among equals); `record` the Ntry from 1, `detail` the TxDtls from 1 or 0;
    `texts` all free text of the line, unfolded; `references` EndToEndId and the like; `returned` =
    the bank calls it a return or reversal; `batch` = announced details that are not there.

    A reader fills it with what the bank says. What is kept is the redacted form
    (`matching/redaction.py`): `marks` instead of numbers, and for a line that is no payer's no
    name, IBAN or text; `names_payer` = its text held the name of a payer; `own` = a transfer
    between own accounts.
    """

    id: str
    record: int
    detail: int
    date: Day
    cents: int
    counter_iban: str
    counter_name: str
    texts: tuple[str, ...]
    references: tuple[str, ...]
    returned: bool = False
    batch: bool = False
    marks: tuple[str, ...] = ()
    names_payer: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """Afschrift: one account, one period; opening + entries = closing is a gate.

    `net` counts every booked entry, `entries` their number; `number` the bank's sequence number or
    ''; cents None = not stated.
    """

    header: Header
    iban: str
    currency: str
    number: str
    begin: Day
    end: Day
    opening: int | None
    closing: int | None
    net: int
    entries: int
    lines: tuple[BankLine, ...]

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "statement"

    @property
    def own_date(self) -> Day:
        """The last booking date."""
        return self.end

    @property
    def total(self) -> int:
        """Cents that C12 must find back."""
        return self.net

    @property
    def balanced(self) -> bool | None:
        """Opening + entries = closing; None without a pair of balances."""
        if self.opening is None or self.closing is None:
            return None
        return self.opening + self.net == self.closing


@dataclass(frozen=True, slots=True)
class Decision:
    """Besluit: one row of the form `besluiten` (contract section 4).

    `cents` None = the whole; `seen` = digest printed with the question ('' = decide on what is
    there); `author` the name in the row, `principal` the signed-in uploader ('' offline).
    """

    record: int
    date: Day
    author: str
    reason: str
    action: str
    subject: str
    target: str
    cents: int | None
    seen: str
    principal: str = ""

    @property
    def id(self) -> str:
        """Same decision on the same question = same id, in whatever file it comes."""
        return "B" + digest([self.action, self.subject, self.target, self.cents, self.seen])[:15]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Besluiten: a returned worklist or its CSV."""

    header: Header
    rows: tuple[Decision, ...]

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "decisions"

    @property
    def own_date(self) -> Day:
        """The date of the newest decision."""
        return max((r.date for r in self.rows), default=Day.min)

    @property
    def total(self) -> int:
        """Decisions carry no money of their own."""
        return 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Onleesbaar: a file that nobody claims, or that is refused before it could be read."""

    header: Header
    looks_like: str = ""

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "unknown"

    @property
    def own_date(self) -> Day:
        """Undated: after everything else of its kind by hash."""
        return Day.max

    @property
    def total(self) -> int:
        """Nothing was read."""
        return 0


Document = Claim | Remittance | Statement | Decisions | Unknown


def content_digest(document: Document) -> str:
    """Digest of what a document says, whatever bytes it came in.

    A re-downloaded statement or a message with other line ends has another file hash and the same
    content digest: a duplicate, not an alarm.
    """
    from koppeling.model.codec import to_plain

    plain = to_plain(document)
    plain["header"] = {k: plain["header"][k] for k in ("standard", "version", "test")}
    return digest([document.kind, plain])
