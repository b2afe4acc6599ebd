"""What reading a flat file adds up (tellingen), and the document that follows from it.

Both paths of the engine, the fast one and the tolerant one, fill the same `Figures`; header, status
and checks against the closing record are decided here, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from koppeling.formats.layout import Layout, law_of
from koppeling.formats.return_codes import is_known, pieces, refusing
from koppeling.model.care import Refusals
from koppeling.model.documents import Claim, Document, Header, Remittance, Status
from koppeling.model.groups import Group, GroupSums
from koppeling.model.messages import MOST_TARIFFS, tariffs_of
from koppeling.model.problems import Problem, Where, problem

PAYEE = {"01": "agb_bureau", "02": "agb_caregiver", "03": "agb_practice", "04": "agb_institution"}
AGBS = ("agb_institution", "agb_practice", "agb_caregiver", "agb_bureau")


@dataclass(slots=True)
class Figures:
    """Tellingen: header and closing record as bytes; counts by record kind; sums by group key.

    `sums` = {(end, category, product, agb, vat, codes or None, sign of the award): [count,
    declared, awarded]}, keys in bytes; codes None = awarded as declared, as is every line of a
    claim. One sum holds awards of one sign only: it is nil when each of them is. `codes` = every
    code triple seen. `last` = the closing record's number. `amounts` = what lines
    of a claim declare, without signs; `refusals` = lines of an answer that were not wholly awarded.
    """

    head: bytes = b""
    close: bytes = b""
    last: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[tuple[bytes | None, ...], list[int]] = field(default_factory=dict)
    codes: set[bytes] = field(default_factory=set)
    amounts: set[int] = field(default_factory=set)
    refusals: Refusals = field(default_factory=Refusals)
    problems: list[Problem] = field(default_factory=list)

    def saw(self, amounts: Iterable[int]) -> None:
        """Remember amounts of claimed lines; of very many only the largest, which are all kept."""
        self.amounts.update(map(abs, amounts))
        if len(self.amounts) > 10 * MOST_TARIFFS:
            self.amounts = set(tariffs_of(self.amounts))

    def add(self, key: tuple[bytes | None, ...], count: int, declared: int, awarded: int) -> None:
        """Add lines of one key; cents are signed."""
        found = self.sums.setdefault(key, [0, 0, 0])
        found[0] += count
        found[1] += declared
        found[2] += awarded


def text(layout: Layout, record: str, part: str, data: bytes) -> str:
    """A field as text, without the blanks that fill it; Latin-1 never fails."""
    found = layout.field(record, part)
    return found.of(data).decode("latin-1").strip() if found else ""


def signed(layout: Layout, record: str, part: str, data: bytes) -> int:
    """An amount with its debit/credit sign; an unfilled one is 0."""
    amount = layout.need(record, part).of(data)
    sign = layout.need(record, f"{part}_dc").of(data)
    cents = int(amount) if amount.isdigit() else 0
    return -cents if sign == b"C" else cents


def day(raw: str) -> date | None:
    """A date of eight digits; None for zeros, blanks and what is no date."""
    if not (raw.isascii() and raw.isdigit()) or len(raw) != 8:  # noqa: PLR2004 - EEJJMMDD
        return None
    try:
        return date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
    except ValueError:
        return None


def document(layout: Layout, figures: Figures, sha256: str, member: str | None) -> Document:
    """The claim or remittance of a file; what does not add up is an error-level problem."""
    head = {
        f.part: f.of(figures.head).decode("latin-1").strip()
        for f in layout.records["01"]
        if f.part and f.part != "code"
    }
    payer = f"uzovi:{head['payer'].zfill(4)}"
    law = law_of(head["ei"], payer)
    groups = _groups(layout, figures, law)
    declared, awarded = _totals(layout, figures)
    test = head["kind"] == "T"
    header = Header(
        sha256=sha256,
        standard=layout.standard,
        version=f"{int(head['version'] or 0)}.{int(head['subversion'] or 0)}",
        problems=(*_problems(layout, figures, head, sha256), *told_as_test(sha256, test=test)),
        member=member,
        test=test,
    )
    payee, agbs = payee_of(head)
    dated, lines = day(head["invoice_date"]) or date.min, figures.counts.get(layout.money, 0)
    own = (header, law, payer, payee, agbs, head["invoice"], dated)
    if not layout.answers:
        return Claim(*own, "", lines, declared, groups, tariffs=tariffs_of(figures.amounts))
    codes = _header_codes(layout, figures)
    return Remittance(
        *own,
        date=day(head["answer_date"]),
        reference=head["reference"],
        answers="",
        status=status(codes, figures, lines),
        lines=lines,
        declared=declared,
        awarded=awarded,
        non_financial=0,
        groups=groups,
        codes=codes,
        refused=figures.refusals.text(groups),
    )


def payee_of(head: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """The AGB number that 0113 says is paid, else the first there is; and all of them."""
    agbs = tuple(dict.fromkeys(head[p] for p in AGBS if head[p].strip("0 ")))
    payee = head.get(PAYEE.get(head["payee"], ""), "")
    return payee if payee.strip("0 ") else (agbs[0] if agbs else ""), agbs


def _problems(layout: Layout, figures: Figures, head: dict[str, str], sha256: str) -> list[Problem]:
    """Everything that is wrong with a file, what was met first first."""
    codes = _header_codes(layout, figures)
    details = any(kind not in {"01", "99"} for kind in figures.counts)
    head_codes = b"".join(f.of(figures.head) for f in layout.codes("01"))
    unread = not details and refusing(head_codes, layout.code_width) != ""
    return [
        *figures.problems,
        *header_problems(layout, head, sha256),
        *_counts(layout, figures, sha256),
        *_sums(layout, figures, sha256, unread=unread),
        *_codes(layout, figures, codes, sha256),
    ]


def told_as_test(sha256: str, *, test: bool) -> list[Problem]:
    """Testbericht: said, because nothing of it will be booked."""
    return [problem("test_message", Where(sha256, 1, "0105"))] if test else []


def status(codes: tuple[str, ...], figures: Figures, lines: int) -> Status:
    """Contract 3. Returned = never delivered; rejected = judged, nothing awarded."""
    if "0001" in codes or ("8074" in codes and not lines):
        return "returned"
    if lines and all(key[5] is None for key in figures.sums):
        return "awarded"
    return "partial" if any(awarded for _, _, awarded in figures.sums.values()) else "rejected"


def _groups(layout: Layout, figures: Figures, law: str) -> tuple[Group, ...]:
    sums = GroupSums()
    for (end, category, product, agb, vat, codes, _), (count, declared, awarded) in sorted(
        figures.sums.items(), key=lambda kv: tuple(x or b"" for x in kv[0])
    ):
        assert end is not None
        month = f"{end[:4].decode()}-{end[4:6].decode()}" if end.strip(b"0 ") else ""
        key = (
            law,
            _word(product),
            _word(category),
            _digits(agb),
            int((vat or b"").strip() or 0),
            month,
            refusing(codes, layout.code_width) if codes is not None else "",
        )
        found = sums.sums.setdefault(key, [0, 0, 0, 0])
        found[0] += count
        found[1] += declared
        found[2] += awarded
    return sums.groups()


def _word(raw: bytes | None) -> str:
    return (raw or b"").decode("latin-1").strip()


def _digits(raw: bytes | None) -> str:
    word = _word(raw)
    return word if word.strip("0") else ""


def _totals(layout: Layout, figures: Figures) -> tuple[int, int]:
    if not figures.close:
        return 0, 0
    declared = signed(layout, "99", "declared", figures.close)
    awarded = signed(layout, "99", "awarded", figures.close) if layout.answers else 0
    return declared, awarded


def _header_codes(layout: Layout, figures: Figures) -> tuple[str, ...]:
    raw = [f.of(figures.head) for f in layout.codes("01")]
    return tuple(c.decode("latin-1").strip() for c in raw if c.strip(b"0 "))


def header_problems(layout: Layout, head: dict[str, str], sha256: str) -> list[Problem]:
    """What is wrong with the record 01, whose fields are given by the part they play."""
    wrong: list[tuple[str, str, dict[str, str]]] = []
    if head["currency"] not in {"", "EUR"}:
        wrong.append(("currency", "currency", {"currency": head["currency"]}))
    if head["kind"] not in {"P", "T"}:
        wrong.append(("bad_value", "kind", {"expected": "P of T"}))
    if day(head["invoice_date"]) is None:
        wrong.append(("bad_value", "invoice_date", {"expected": "datum EEJJMMDD"}))
    if head.get("answer_date", "").strip("0") and day(head["answer_date"]) is None:
        wrong.append(("bad_value", "answer_date", {"expected": "datum EEJJMMDD"}))
    if not head["invoice"]:
        wrong.append(("missing_element", "invoice", {}))
    found = []
    for code, part, figures in wrong:
        f = layout.need("01", part)
        named = {} if code == "currency" else {"name": f.name}
        found.append(problem(code, Where(sha256, 1, f.id), **named, **figures))
    return found


def _counts(layout: Layout, figures: Figures, sha256: str) -> list[Problem]:
    """The record counts of the closing record are mandatory."""
    if not figures.close:
        return []
    found = []
    details = sum(n for kind, n in figures.counts.items() if kind not in {"01", "99"})
    for f in layout.records["99"]:
        if f.part.startswith("count_"):
            kind = f.part.removeprefix("count_")
            real = details if kind == "all" else figures.counts.get(kind, 0)
            raw = f.of(figures.close)
            stated = int(raw) if raw.isdigit() else 0
            if real != stated:
                where = Where(sha256, figures.last, f.id)
                found.append(
                    problem("counts_differ", where, what=f.name, found=real, stated=stated)
                )
    return found


def _sums(layout: Layout, figures: Figures, sha256: str, *, unread: bool) -> list[Problem]:
    """C1: the sum of the lines is the total of the closing record.

    Not for what was declared in a message that came back `unread`: without a line, for a reason in
    its header. It states the total of the claim; awarded it can be nothing.
    """
    if not figures.close:
        return []
    found = []
    parts = ("declared", "awarded") if layout.answers else ("declared",)
    for at, (part, total) in enumerate(zip(parts, _totals(layout, figures), strict=False), 1):
        field_, sign = layout.need("99", part), layout.need("99", f"{part}_dc")
        lines = sum(values[at] for values in figures.sums.values())
        if lines != total and not (unread and part == "declared"):
            where = Where(sha256, figures.last, field_.id)
            told = {"what": field_.name, "lines": lines, "stated": total}
            found.append(problem("totals_differ", where, **told))
        if sign.of(figures.close) not in {b"D", b"C"} and total:
            where = Where(sha256, figures.last, sign.id)
            found.append(problem("bad_value", where, name=sign.name, expected="D of C"))
    return found


def _codes(layout: Layout, figures: Figures, header: tuple[str, ...], sha256: str) -> list[Problem]:
    """A code that is not in our list is kept and shown, once, and never fatal."""
    seen = {c for raw in figures.codes for c in pieces(raw, layout.code_width)}
    told = {c for c in seen if c.strip("0")}
    return [
        problem("unknown_code", Where(sha256, None, "retourcode"), return_code=code)
        for code in sorted(told | set(header))
        if not is_known(code)
    ]
