"""The year as the engine is handed it (documenten): claims, answers, set-offs, statements, mapping.

Nobody in it exists. A document that came twice has another file and the same content; a download
that overlaps repeats lines under their own ids.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import sha256

from bench.history.noise import OWN, SAVINGS
from bench.history.payers import AGENT, AGENT_IBAN, MOST_AT_A_TARIFF, TARIFFS, Payer
from bench.history.payouts import Payout
from bench.history.truth import Item, Line
from koppeling.model.documents import BankLine, Claim, Netting, NettingItem, Remittance, Statement
from koppeling.model.groups import Group
from koppeling.model.headers import Header
from koppeling.model.mapping import Mapping
from koppeling.model.messages import tariffs_of

AGB = "41000001"
Told = Claim | Remittance | Netting | Statement


def mapping_of(payers: Iterable[Payer]) -> Mapping:
    """The mapping (inrichting) of the provider: every payer with its account."""
    payers = tuple(payers)
    return Mapping.model_validate(
        {
            "administration": {
                "tenant": "meting",
                "name": "meting",
                "iban": (OWN, SAVINGS),
                "agb": (AGB,),
                "start": date(2026, 1, 1),
            },
            "booking": {"recognise": "outstanding", "clearing": True, "bank": "koppeling"},
            "booking_for": [{"payer": p.label, "settles": "advance"} for p in payers if p.advance],
            "package": {"kind": "files"},
            "accounts": {"bank": [{"account": "1100"}]},
            "payers": [
                {
                    "ids": (p.label,),
                    "name": p.name,
                    "iban": () if p.advance else (p.iban,),
                    "paid_by": AGENT if p.advance else "",
                }
                for p in payers
            ],
            "agents": [{"id": AGENT, "name": "CAK", "iban": (AGENT_IBAN,)}],
        }
    )


def _header(*about: object, standard: str) -> Header:
    return Header(sha256(repr(about).encode()).hexdigest(), standard, "1")


def _group(item: Item, declared: int, awarded: int = 0, code: str = "") -> Group:
    month = f"{item.opened:%Y-%m}"
    return Group("zvw", "120001", "", AGB, 0, month, code, 1, declared, awarded)


def messages_of(item: Item) -> list[Told]:
    """Claim and answer of one item, with the version that was returned before; or its letter."""
    if item.kind == "reclaim":
        return [_letter(item)] if item.said == "letter" else []
    found: list[Told] = []
    if item.first:
        day = item.opened - timedelta(days=3)
        if day.year == item.opened.year:
            found += [_claim(item, item.first, day), _answer(item, item.first, 0, day, "returned")]
    if item.claimed:
        found.append(_claim(item, item.declared, item.opened))
    if item.said != "nothing":
        status = "awarded" if item.cents == item.declared else "partial"
        found.append(_answer(item, item.declared, item.cents, item.opened, status))
    return found


def _claim(item: Item, declared: int, day: date) -> Claim:
    return Claim(
        header=_header("claim", item.id, day, standard="PM304"),
        law="zvw",
        payer=item.payer,
        payee=AGB,
        agbs=(AGB,),
        invoice=item.number,
        date=day,
        message_id="",
        lines=1,
        declared=declared,
        groups=(_group(item, declared),),
        tariffs=_tariffs(declared),
    )


def _tariffs(declared: int) -> tuple[int, ...]:
    """The amounts of its lines: a few at one tariff, or two that are no multiples."""
    for price in TARIFFS:
        if declared % price == 0 and declared // price <= MOST_AT_A_TARIFF:
            return (price,)
    return tariffs_of((declared * 3 // 7, declared - declared * 3 // 7))


def _answer(item: Item, declared: int, awarded: int, sent: date, status: str) -> Remittance:
    returned = status == "returned"
    return Remittance(
        header=_header("answer", item.id, sent, standard="PM305"),
        law="zvw",
        payer=item.payer,
        payee=AGB,
        agbs=(AGB,),
        invoice=item.number,
        invoice_date=sent,
        date=sent + timedelta(days=1) if returned else item.answered,
        reference="" if returned else item.payer_number,
        answers="",
        status="returned" if returned else "awarded" if status == "awarded" else "partial",
        lines=0 if returned else 1,
        declared=declared,
        awarded=awarded,
        non_financial=0,
        groups=()
        if returned
        else (_group(item, declared, awarded, "" if awarded == declared else "0611"),),
        codes=("0001",) if returned else (),
    )


def _letter(item: Item) -> Netting:
    row = NettingItem(2, "reclaim", item.number, "", item.cents)
    header = _header("letter", item.id, standard="verrekening")
    return Netting(header, item.payer, item.number, item.answered, (row,), 0)


def overview_of(payout: Payout) -> Netting:
    """The set-off document of a payout: what is paid, what is taken off, what is left."""
    kinds = {"claim": "declaration", "credit": "credit", "reclaim": "reclaim"}
    rows = [
        NettingItem(2 + place, kinds[i.kind], i.number, "", cents, i.payer_number)  # type: ignore[arg-type]
        for place, (i, cents) in enumerate(payout.pairs)
    ]
    header = _header("overview", payout.line.id, standard="verrekening")
    day = min(payout.line.day, payout.run)
    label = payout.payer.label
    return Netting(header, label, payout.batch, day, tuple(rows), payout.line.cents)


def statements_of(lines: Sequence[Line]) -> list[Statement]:
    """One statement a month, and a download of the last fortnight that overlaps with each."""
    ordered = sorted(lines, key=lambda x: (x.day, x.id))
    months: dict[str, list[Line]] = {}
    for line in ordered:
        months.setdefault(f"{line.day:%Y-%m}", []).append(line)
    found, balance = [], 10_000_000
    for month, own in sorted(months.items()):
        found.append(_statement(f"statement {month}", own, balance))
        late = [x for x in own if x.day.day > 14]
        if late:
            found.append(_statement(f"overlap {month}", late, None))
        balance += sum(x.cents for x in own)
    return found


def _statement(name: str, lines: Sequence[Line], opening: int | None) -> Statement:
    net = sum(x.cents for x in lines)
    return Statement(
        header=_header(name, [x.id for x in lines], standard="CAMT.053"),
        iban=OWN,
        currency="EUR",
        number="",
        begin=lines[0].day,
        end=lines[-1].day,
        opening=opening,
        closing=None if opening is None else opening + net,
        net=net,
        entries=len(lines),
        lines=tuple(_bank_line(x, place) for place, x in enumerate(lines, 1)),
    )


def bank_id(line: Line) -> str:
    """The bank's identity of a line."""
    return sha256(line.id.encode()).hexdigest()[:32]


def _bank_line(line: Line, record: int) -> BankLine:
    return BankLine(
        id=bank_id(line),
        record=record,
        detail=0,
        date=line.day,
        cents=line.cents,
        counter_iban=line.iban,
        counter_name=line.name,
        texts=(line.text,) if line.text else (),
        references=(line.reference,) if line.reference else (),
        returned=line.returned,
    )


def twice(dice: random.Random, told: Sequence[Told]) -> list[Told]:
    """Some documents that come again in another file, with the same content."""
    from dataclasses import replace

    chosen = dice.sample(list(told), len(told) // 20)
    return [
        replace(x, header=replace(x.header, sha256=sha256(x.header.sha256.encode()).hexdigest()))
        for x in chosen
    ]
