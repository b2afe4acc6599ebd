"""A statement from its parts (afschrift): balances, identities of lines, and the gate."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from koppeling.formats.camt_entry import Detail, Numbered
from koppeling.model.canonical import identity
from koppeling.model.cents import parse_decimal
from koppeling.model.documents import BankLine, Header, Statement
from koppeling.model.problems import Problem, Where, problem

OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)


@dataclass(slots=True)
class StatementParts:
    """Afschrift in opbouw: values by path below Stmt, balances, entries."""

    values: dict[str, str] = field(default_factory=dict)
    balances: list[dict[str, str]] = field(default_factory=list)
    entries: list[Numbered] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)

    def value(self, path: list[str], text: str) -> None:
        """One element with its text."""
        if path[0] == "Bal":
            self.balances[-1].setdefault("/".join(path[1:]), text)
        else:
            self.values.setdefault("/".join(path), text)

    def balance(self, kinds: tuple[str, ...]) -> tuple[int, str] | None:
        """(signed cents, date) of the first kind of balance that is there.

        A statement that is paged has several: an opening is the first of its kind, a closing the
        last.
        """
        for kind in kinds:
            found = [
                b
                for b in self.balances
                if kind in (b.get("Tp/CdOrPrtry/Cd"), b.get("Tp/CdOrPrtry/Prtry"))
            ]
            if found:
                chosen = found[0] if kinds is OPENING else found[-1]
                cents = parse_decimal(chosen.get("Amt", ""))
                if cents is None:
                    return None
                day = chosen.get("Dt/Dt", "") or chosen.get("Dt/DtTm", "")[:10]
                return (-cents if chosen.get("CdtDbtInd") == "DBIT" else cents, day)
        return None


def statement(parts: StatementParts, header: Header) -> Statement:
    """The document; every fault that keeps it out of the books is an error-level problem."""
    problems: list[Problem] = []
    iban = parts.values.get("Acct/Id/IBAN", "").replace(" ", "")
    booked = [e for e in parts.entries if e.booked]
    lines = tuple(_lines(booked, iban, header.sha256, problems))
    net = sum(e.cents or 0 for e in booked)
    opening, closing = parts.balance(OPENING), parts.balance(CLOSING)
    currency = parts.values.get("Acct/Ccy", "") or "EUR"
    problems += _checks(parts, booked, iban, currency, header.sha256)
    days = [e.booking for e in booked if e.booking]
    begin = _day(parts.values, "FrToDt/FrDtTm") or _iso(opening) or min(days, default=None)
    end = _day(parts.values, "FrToDt/ToDtTm") or _iso(closing) or max(days, default=None)
    number = parts.values.get("ElctrncSeqNb", "") or parts.values.get("LglSeqNb", "")
    made = Statement(
        header=header,
        iban=iban,
        currency=currency,
        number=number,
        begin=begin or end or date.min,
        end=max([d for d in (end, *days) if d], default=date.min),
        opening=opening[0] if opening else None,
        closing=closing[0] if closing else None,
        net=net,
        entries=len(booked),
        lines=lines,
    )
    problems += _gate(made)
    return replace(made, header=replace(header, problems=tuple(problems)))


def _day(values: dict[str, str], path: str) -> date | None:
    try:
        return date.fromisoformat(values.get(path, "")[:10])
    except ValueError:
        return None


def _iso(balance: tuple[int, str] | None) -> date | None:
    return _day({"": balance[1]}, "") if balance else None


def _checks(
    parts: StatementParts, booked: list[Numbered], iban: str, currency: str, sha256: str
) -> Iterator[Problem]:
    if not iban:
        yield problem("missing_element", Where(sha256, None, "Acct/Id/IBAN"), name="IBAN")
    foreign = {currency, *parts.currencies, *(e.currency for e in booked)} - {"EUR"}
    if foreign:
        where = Where(sha256, None, "Ccy")
        yield problem("currency", where, currency=", ".join(sorted(foreign)))
    for entry in booked:
        if entry.cents is None:
            where = Where(sha256, entry.number, "Amt")
            yield problem("bad_value", where, name="Amt", expected="bedrag in hele centen")
        if entry.booking is None:
            where = Where(sha256, entry.number, "BookgDt")
            yield problem("missing_element", where, name="BookgDt")


def _gate(made: Statement) -> list[Problem]:
    where = Where(made.header.sha256, None, "Bal")
    if made.balanced is None:
        return [problem("no_balance", where)]
    if made.balanced:
        return []
    figures = {"opening": made.opening, "net": made.net, "closing": made.closing}
    return [problem("unbalanced", where, **figures)]


def _lines(
    booked: list[Numbered], iban: str, sha256: str, problems: list[Problem]
) -> Iterator[BankLine]:
    """One line an entry, or one a detail where the details add up; ids that survive overlap."""
    seen: dict[str, int] = {}
    for entry in booked:
        if entry.cents is None or entry.booking is None:
            continue
        for number, detail, cents in _split(entry, sha256, problems):
            line = _line(entry, detail, number, cents, entry.booking)
            key = _identity(entry, line, iban)
            ordinal = seen.get(key, 0)
            seen[key] = ordinal + 1
            yield replace(line, id=identity("bank line", [key, ordinal], size=20))


def _split(entry: Numbered, sha256: str, problems: list[Problem]) -> list[tuple[int, Detail, int]]:
    """(detail from 1 or 0, what it says, signed cents)."""
    assert entry.cents is not None
    details = entry.details
    if len(details) > 1:
        amounts = [d.cents for d in details]
        signs = [_sign(d, entry) for d in details]
        known = [s * a for s, a in zip(signs, amounts, strict=True) if a is not None]
        if len(known) == len(details) and sum(known) == entry.cents:
            return [(i + 1, d, c) for i, (d, c) in enumerate(zip(details, known, strict=True))]
        if known:
            where = Where(sha256, entry.number, "TxDtls")
            problems.append(problem("vague_number", where, entry=entry.number))
    return [(0, _joined(entry), entry.cents)]


def _sign(detail: Detail, entry: Numbered) -> int:
    incoming = detail.sign == "CRDT" if detail.sign else entry.incoming
    return 1 if incoming else -1


def _joined(entry: Numbered) -> Detail:
    """Everything that the entry and its details say, as one."""
    whole = entry.whole
    for detail in entry.details:
        whole.texts += detail.texts
        whole.references += detail.references
        whole.returned = whole.returned or detail.returned
        if len(entry.details) == 1:
            whole.names |= detail.names
            whole.ibans |= detail.ibans
    return whole


def _line(entry: Numbered, detail: Detail, number: int, cents: int, day: date) -> BankLine:
    side = ("Dbtr", "UltmtDbtr") if cents >= 0 else ("Cdtr", "UltmtCdtr")
    names = {**entry.whole.names, **detail.names}
    ibans = {**entry.whole.ibans, **detail.ibans}
    texts = detail.texts if number == 0 else [*detail.texts, *entry.whole.texts]
    return BankLine(
        id="",
        record=entry.number,
        detail=number,
        date=day,
        cents=cents,
        counter_iban=ibans.get(f"{side[0]}Acct", ""),
        counter_name=names.get(side[0], "") or names.get(side[1], ""),
        texts=tuple(texts),
        references=tuple(dict.fromkeys(detail.references)),
        returned=detail.returned or entry.whole.returned,
        batch=number == 0 and entry.announced > 1 and not entry.details,
    )


def _identity(entry: Numbered, line: BankLine, iban: str) -> str:
    """The bank's own reference, else the content; folded text is the same in every download."""
    if entry.reference:
        return identity("reference", [iban, entry.reference, line.detail, line.cents])
    folded = "".join(c for t in line.texts for c in t.upper() if c.isalnum())
    value = entry.value_date.isoformat() if entry.value_date else ""
    facts = [iban, line.date.isoformat(), value, line.cents, line.counter_iban, folded]
    return identity("content", [*facts, line.detail])
