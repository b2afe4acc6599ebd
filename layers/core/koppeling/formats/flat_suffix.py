"""A remittance of a standard without a layout table (terugval): its header and its suffix only.

Every answer of the EI family begins with the same 117 positions and ends with the same 60. With no
more than that the payer, the invoice, what is awarded a line, the return codes and the totals are
known; product, service month and what was declared a line are not. So nothing is taken on trust:
the counts and the awarded total of the closing record must prove that the positions are right, else
the file is not read at all. Tested on every standard with a table and this suffix; AP305 and HA305
have another one and are refused by their own totals.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from koppeling.formats.flat_figures import day, header_problems, payee_of, told_as_test
from koppeling.formats.flat_order import may_follow
from koppeling.formats.flat_tolerant import records
from koppeling.formats.layout import law_of, standard
from koppeling.formats.return_codes import is_known, pieces, refusing
from koppeling.formats.source import Source
from koppeling.model.documents import Header, Remittance, Status
from koppeling.model.groups import UNSEEN, Group
from koppeling.model.problems import Problem, Where, problem

SUFFIX = 60
COMMON = 117
REFERENCE, ANSWERED, HEAD_CODES = slice(0, 24), slice(24, 32), slice(32, 44)
AWARDED, AWARDED_DC, CODES = slice(9, 17), 17, slice(18, 30)
ORDERS = tuple(
    tuple(kinds.split()) for kinds in ("02 03 04 98", "02 03 04 06 98", "02 03 04 06 16 98")
)
SIGNS = {ord("D"): 1, ord("C"): -1}


@dataclass(slots=True)
class _Seen:
    """Wat gezien is: head and close as bytes, counts by kind, and what the money records say.

    `won` = a line was awarded something; `codes` = every triple of return codes.
    """

    head: bytes = b""
    close: bytes = b""
    counts: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    awarded: int = 0
    won: bool = False
    codes: set[bytes] = field(default_factory=set)

    @property
    def refusals(self) -> set[str]:
        """Every code that refuses a line."""
        return {code for raw in self.codes if (code := refusing(raw))}


def read_suffix(source: Source, name: str) -> Remittance | None:
    """The remittance, or None when its own figures do not prove the positions."""
    seen = _seen(source)
    if seen is None:
        return None
    declared = next(_declared(seen), None)
    return None if declared is None else _remittance(source, name, seen, declared)


def _seen(source: Source) -> _Seen | None:
    """One run through the file; None at the first record that does not fit."""
    seen, length, previous = _Seen(), 0, b""
    money = _money(source)
    with source.open() as stream:
        for _, record in records(stream):
            length = length or len(record)
            kind = record[:2]
            fits = len(record) == length >= COMMON + SUFFIX
            if not fits or not may_follow(money, previous, kind):
                return None
            previous, name, tail = kind, kind.decode("latin-1"), record[-SUFFIX:]
            if name == "01":
                seen.head = record
            elif name == "99":
                seen.close = record
            else:
                seen.counts[name] += 1
            if name == money:
                cents, sign = tail[AWARDED], SIGNS.get(tail[AWARDED_DC])
                if not cents.isdigit() or sign is None:
                    return None
                seen.lines += 1
                seen.awarded += sign * int(cents)
                seen.won = seen.won or int(cents) > 0
                seen.codes.add(tail[CODES])
    return seen if seen.close else None


def _money(source: Source) -> str:
    """06 if the file has any, else 04."""
    with source.open() as stream:
        return "06" if any(record[:2] == b"06" for _, record in records(stream)) else "04"


def _declared(seen: _Seen) -> Iterator[int]:
    """The declared total, by every order of counts that the closing record agrees with."""
    for kinds in ORDERS:
        counts = [seen.counts[kind] for kind in kinds]
        at = 2 + 6 * len(kinds)
        stated = [seen.close[2 + 6 * i : 8 + 6 * i] for i in range(len(kinds))]
        stated.append(seen.close[at : at + 7])
        totals = [_signed(seen.close[at + 7 + 12 * i : at + 19 + 12 * i]) for i in (0, 1)]
        proven = sum(counts) == seen.counts.total() and all(
            raw.isdigit() and int(raw) == count
            for raw, count in zip(stated, [*counts, sum(counts)], strict=True)
        )
        if proven and totals[0] is not None and totals[1] == seen.awarded:
            yield totals[0]


def _signed(raw: bytes) -> int | None:
    sign = SIGNS.get(raw[-1]) if raw else None
    return None if sign is None or not raw[:-1].isdigit() else sign * int(raw[:-1])


def _remittance(source: Source, name: str, seen: _Seen, declared: int) -> Remittance | None:
    layout = standard("AW320")
    fields = [f for f in layout.records["01"] if f.end <= COMMON]
    filled = [f.of(seen.head).strip(b" ") for f in fields if f.type == "N"]
    if not all(raw.isdigit() for raw in filled if raw):
        return None
    head = {f.part: f.of(seen.head).decode("latin-1").strip() for f in fields if f.part}
    tail = seen.head[-SUFFIX:]
    codes = tuple(c for c in pieces(tail[HEAD_CODES]) if c.strip("0"))
    payer = f"uzovi:{head['payer'].zfill(4)}"
    law = law_of(head["ei"], payer)
    payee, agbs = payee_of(head)
    invoiced, sha256, test = day(head["invoice_date"]), source.sha256, head["kind"] == "T"
    whole = _whole(law, invoiced or date.min, declared, seen)
    problems = [
        problem("totals_only", Where(sha256, 1, "0102"), ei=head["ei"]),
        *header_problems(layout, head, sha256),
        *_unknown(seen, codes, sha256),
        *told_as_test(sha256, test=test),
    ]
    version = f"{int(head['version'] or 0)}.{int(head['subversion'] or 0)}"
    return Remittance(
        header=Header(sha256, name, version, tuple(problems), source.member, test=test),
        law=law,
        payer=payer,
        payee=payee,
        agbs=agbs,
        invoice=head["invoice"],
        invoice_date=invoiced,
        date=day(tail[ANSWERED].decode("latin-1")),
        reference=tail[REFERENCE].decode("latin-1").strip(),
        answers="",
        status=_status(codes, seen, declared),
        lines=seen.lines,
        declared=declared,
        awarded=seen.awarded,
        non_financial=0,
        groups=(whole,) if seen.lines else (),
        codes=codes,
    )


def _whole(law: str, invoiced: date, declared: int, seen: _Seen) -> Group:
    """All lines as one group: its month is the invoice's, its code the only one that refuses."""
    refusals = seen.refusals if declared != seen.awarded else set()
    return Group(
        law=law,
        product=UNSEEN,
        category="",
        agb="",
        vat=0,
        month=f"{invoiced:%Y-%m}",
        code=min(refusals) if len(refusals) == 1 else "",
        count=seen.lines,
        declared=declared,
        awarded=seen.awarded,
    )


def _status(codes: tuple[str, ...], seen: _Seen, declared: int) -> Status:
    if "0001" in codes or ("8074" in codes and not seen.lines):
        return "returned"
    if seen.lines and declared == seen.awarded and not seen.refusals:
        return "awarded"
    return "partial" if seen.won else "rejected"


def _unknown(seen: _Seen, codes: tuple[str, ...], sha256: str) -> Iterator[Problem]:
    told = {*codes, *(c for raw in seen.codes for c in pieces(raw) if c.strip("0"))}
    for code in sorted(told):
        if not is_known(code):
            yield problem("unknown_code", Where(sha256, None, "retourcode"), return_code=code)
