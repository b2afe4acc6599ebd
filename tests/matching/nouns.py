"""Documents of one provider and its payers in as few words as a small case needs.

Cents are signed; days are in 2026 unless they are given as dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import cast

from koppeling.accounting.mapping_file import read_mapping
from koppeling.matching.derive import Derived, derive
from koppeling.matching.facts import Ruling, Taken, View
from koppeling.matching.redaction import Marker, marker, redact
from koppeling.model.canonical import identity
from koppeling.model.care import care_of, claimed_lines
from koppeling.model.documents import (
    BankLine,
    Claim,
    Document,
    Header,
    Netting,
    NettingItem,
    Remittance,
    Statement,
    content_digest,
    id_among_equals,
)
from koppeling.model.groups import Group
from koppeling.model.mapping import Mapping
from koppeling.model.messages import NETTING_FORM, NettingKind, Status
from koppeling.model.references import rows
from tests.scenario import AGB, MAPPING, OWN, day

ONE, TWO, TOWN, FOUR = PAYERS = ("uzovi:1001", "uzovi:1002", "gemeente:0003", "uzovi:1004")
LAWS = dict(zip(PAYERS, ("Zvw", "Zvw", "Jw", "Wlz"), strict=True))
BOTH, SECOND, TOWNS, AGENT = IBANS = (
    "NL69INGB0123456789",
    "NL76RABO0222222222",
    "NL44RABO0123456789",
    "NL02RABO0111111111",
)
"""Accounts: of the first two payers, of the second alone, of the town, of an agent."""
IBAN_OF = dict(zip(PAYERS, IBANS, strict=True))
STRANGER = "NL29ABNA0550000000"
TEXT = (
    MAPPING[: MAPPING.index("[[payers]]")]
    + f"""
[[rejections]]
codes = ["0611"]
do = "reverse"
[[payers]]
id = "{ONE}"
name = "Payer One"
iban = ["{BOTH}"]
[[payers]]
id = "{TWO}"
name = "Payer Two"
iban = ["{BOTH}", "{SECOND}"]
[[payers]]
id = "{TOWN}"
name = "Town Three"
iban = ["{TOWNS}"]
[[payers]]
id = "{FOUR}"
name = "Payer Four"
paid_by = "agent"
[[agents]]
id = "agent"
name = "Agent"
iban = ["{AGENT}"]
"""
)
MARK: Marker = marker(b"histories")
Files = list[Document | BankLine]
Row = tuple[str, str, int]
"""What a set-off is about, the number it names, and its cents."""


@cache
def view_of(**switches: object) -> View:
    """The mapping with these switches of [booking], as deriving sees it."""
    found, problems, _ = read_mapping(TEXT.encode())
    assert found is not None, problems
    booking = found.booking.model_copy(update=switches)
    return View({1: found.model_copy(update={"booking": booking})}, 1, {}, MARK)


MAP: Mapping = view_of().mapping


def header(*content: object, standard: str = "TEST") -> Header:
    """A file with a hash of its own."""
    return Header(identity("file", [str(c) for c in content], 64), standard, "1")


def claim(
    invoice: str, cents: int | tuple[int, ...], when: str | date = "01-10", payer: str = TOWN
) -> Claim:
    """A claim of one group an amount; of a town with a message number."""
    amounts = cents if isinstance(cents, tuple) else (cents,)
    law, dated = LAWS.get(payer, "Zvw"), when if isinstance(when, date) else day(when)
    groups = tuple(
        Group(law, str(i), "", AGB, 0, "2026-01", "", 1, c) for i, c in enumerate(amounts)
    )
    return Claim(
        header("claim", payer, invoice, dated, amounts), law, payer, AGB, (AGB,), invoice, dated,
        f"{invoice}-{dated:%m%d}" if law == "Jw" else "", len(groups), sum(amounts), groups,
    )  # fmt: skip


def answer(
    sent: Claim,
    won: int | tuple[int, ...] | None = None,
    when: str | date | None = "01-20",
    *,
    other: int = 0,
    code: str = "3010",
    status: Status = "partial",
    reference: str = "",
    file: str = "",
    part: int = 0,
) -> Remittance:
    """What a payer answered, an amount a group: `won` None = all; `returned` has no groups."""
    amounts = won if isinstance(won, tuple) else (won,)
    judged = tuple(
        replace(
            g,
            awarded=g.declared if cents is None else cents,
            non_financial=other,
            code="" if cents is None or cents + other == g.declared else code,
        )
        for g, cents in zip(sent.groups, amounts * len(sent.groups), strict=False)
    )
    groups = () if status == "returned" else judged
    cents = sum(g.awarded for g in groups)
    dated = day(when) if isinstance(when, str) else when
    named = header(file) if file else header("answer", sent.header.sha256, dated, groups, reference)
    return Remittance(
        replace(named, part=part), sent.law, sent.payer, AGB, (AGB,), sent.invoice, sent.date,
        dated, reference, "", status, len(groups), sent.declared, cents,
        sum(g.non_financial for g in groups), groups, codes=(code,),
    )  # fmt: skip


def with_lines(sent: Claim, clients: Sequence[str]) -> Claim:
    """The claim with a line a group: of this client, over the same days, with its product."""
    cares = [
        care_of((who, "20260101", "20260131", "", g.product))
        for who, g in zip(clients, sent.groups, strict=True)
    ]
    kept = zip(clients, cares, (g.declared for g in sent.groups), range(len(cares)), strict=True)
    return replace(sent, again=rows(kept))


def with_refusals(said: Remittance, sent: Claim) -> Remittance:
    """The answer with its refused lines, one a group."""
    cares = {sent.groups[x.place].product: x.care for x in claimed_lines(sent.again)}
    kept = (
        (cares[g.product], g.declared, g.rejected, place)
        for place, g in enumerate(said.groups)
        if g.rejected > 0
    )
    return replace(said, refused=rows(kept))


def listed(said: Remittance, sent: Claim) -> Remittance:
    """The same as a 325: it names its claim by message, and lists only what is wholly rejected."""
    refused = tuple(
        replace(g, declared=g.rejected, awarded=0) for g in said.groups if g.rejected == g.declared
    )
    return replace(
        said, invoice=None, invoice_date=None, answers=sent.message_id, groups=refused,
        awarded=said.total - sum(g.declared for g in refused), rejected_only=True,
    )  # fmt: skip


def netting(
    number: str,
    when: str | date,
    *rows: Row,
    payer: str = TOWN,
    payout: int | None = None,
    counter: str = "",
) -> Netting:
    """A set-off in our own form; one reclaim alone is a letter, of which nothing is paid."""
    items = tuple(
        NettingItem(i + 1, cast("NettingKind", kind), reference, counter, cents)
        for i, (kind, reference, cents) in enumerate(rows)
    )
    letter = len(rows) == 1 and rows[0][0] == "reclaim"
    dated = when if isinstance(when, date) else day(when)
    found = header("netting", payer, number, dated, rows, standard=NETTING_FORM)
    return Netting(found, payer, number, dated, items, 0 if letter else payout)


def paid(
    cents: int,
    text: str = "betaling",
    when: str | date = "02-10",
    *,
    iban: str = TOWNS,
    name: str = "x",
    reference: str = "",
    returned: bool = False,
    batch: bool = False,
) -> BankLine:
    """A line of a statement, as a reader fills it; `statement` gives it its id."""
    dated = when if isinstance(when, date) else day(when)
    said = (reference,) if reference else ()
    return BankLine("", 1, 0, dated, cents, iban, name, (text,), said, returned, batch)


def numbered(lines: Iterable[BankLine]) -> list[BankLine]:
    """Lines in order of date with their ids, place by place among equals."""
    places: dict[str, int] = {}
    found: list[BankLine] = []
    for line in sorted(lines, key=lambda x: x.date):
        said = [str(line.date), line.cents, line.counter_iban, *line.texts, *line.references]
        key = identity("line", said, 32)
        places[key] = place = places.get(key, 0) + 1
        found.append(replace(line, id=id_among_equals(key, place)))
    return found


def statement(lines: Iterable[BankLine], mapping: Mapping = MAP) -> Statement:
    """A statement of lines that have an id, as it is kept."""
    kept = tuple(lines)
    days, net = [line.date for line in kept], sum(line.cents for line in kept)
    head = header("statement", *(line.id for line in kept))
    first, last = min(days), max(days)
    whole = Statement(head, OWN, "EUR", "", first, last, None, None, net, len(kept), kept)
    return redact(whole, mapping, MARK)


def facts(documents: Iterable[Document]) -> tuple[Taken, ...]:
    """Documents as taken in this order."""
    return tuple(Taken(i, digest_of(d), d) for i, d in enumerate(documents))


def digest_of(document: Document) -> str:
    """The content's digest; a file that was refused is itself."""
    return document.header.sha256 if document.header.refused else content_digest(document)


def concluded(
    *documents: Document | BankLine, rulings: Iterable[Ruling] = (), view: View | None = None
) -> Derived:
    """What follows from documents, and from lines that stand in one statement."""
    lines = [d for d in documents if isinstance(d, BankLine)]
    whole: list[Document] = [d for d in documents if not isinstance(d, BankLine)]
    if lines:
        whole.append(statement(numbered(lines)))
    return derive(facts(whole), rulings, view or view_of())
