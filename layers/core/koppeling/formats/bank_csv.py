"""CSV exports of Dutch banks (bankexports): the fallback where no CAMT.053 is to be had.

One engine over the table `layouts/bank_exports.toml`. A CSV says less than a statement: no sequence
number, often no reference of the bank. Where it has a running balance, that is the gate: each row
must go from one balance to the next, in whatever order the rows stand.

>>> from koppeling.formats.bank_csv_write import SAMPLE, export
>>> [document] = read(Source.of(export("CSV ING", SAMPLE, opening=1000), key=b""))
>>> document.opening, document.net, document.closing, document.balanced
(1000, 21450, 22450, True)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from re import Match

from koppeling.formats.bank_balance import Step, faults_of, pair_of
from koppeling.formats.bank_exports import LINE_END, Form, forms_of
from koppeling.formats.bank_identity import NOTHING, key_of
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused
from koppeling.model.documents import (
    BankLine,
    Document,
    Header,
    Statement,
    Unknown,
    id_among_equals,
)
from koppeling.model.problems import Problem, Where, problem

LARGEST = 20_000_000
MOST_ROWS = 200_000
MOST_PROBLEMS = 100
SHOWN = frozenset({"iban", "currency", "day", "value_day", "cents", "side", "before", "after"})
EXPECTED = {
    "iban": "IBAN van de eigen rekening",
    "day": "datum",
    "cents": "bedrag met hele centen",
    "side": "af of bij",
    "before": "saldo met hele centen",
    "after": "saldo met hele centen",
}


def claims(head: bytes) -> bool:
    """The titles of a bank's export; without titles, a first row with a fact in every place."""
    return len(forms_of(head.decode("utf-8-sig", "replace"))) == 1


def read(source: Source) -> Iterator[Document]:
    """One statement an account."""
    try:
        form, rows = _rows(source)
    except Refused as refused:
        header = Header(source.sha256, "", "", (refused.problem,), source.member)
        yield Unknown(header, "een CSV-export van een bank")
        return
    header = Header(source.sha256, form.export.name, "", (), source.member)
    accounts: dict[str, _Account] = {}
    for record, cells in rows:
        iban = form.export.iban(_first(form, cells, "iban"))
        accounts.setdefault(iban, _Account(form, source.sha256, iban)).add(record, cells)
    nobody = accounts.get("")
    if nobody or not accounts:
        # a row of nobody's account may be anybody's: then no statement is whole
        missing = problem("missing_element", Where(source.sha256), name="mutaties")
        problems = tuple(nobody.problems[:MOST_PROBLEMS]) if nobody else (missing,)
        yield Unknown(replace(header, problems=problems), form.export.name)
        return
    for part, account in enumerate(accounts.values()):
        yield account.statement(replace(header, part=part))


def describe(source: Source) -> Iterator[str]:
    """Every cell with a value, by its title; who paid whom and why masked."""
    try:
        form, rows = _rows(source)
    except Refused as refused:
        yield refused.problem.message()
        return
    shown = {at for fact in SHOWN for at in form.places.get(fact, ())}
    for record, cells in rows:
        for at, (title, cell) in enumerate(zip(form.titles, cells, strict=True)):
            if cell:
                yield f"{record} {title}: {cell if at in shown else '***'}"


def _text(data: bytes) -> str | None:
    """UTF-8, else the code page of Windows; None for what is neither."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _rows(source: Source) -> tuple[Form, list[tuple[int, list[str]]]]:
    """The form of the file, and (line, cells) of every row. Raises `Refused`."""
    where = Where(source.sha256)
    with source.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(problem("too_large", where, limit=f"{LARGEST} bytes"))
    text = _text(data)
    forms = forms_of(text or "")
    if text is None or not forms:
        raise Refused(problem("unreadable", where, reason="onbekende tekenset of kolommen"))
    form = forms[0]
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    if len(lines) > MOST_ROWS:
        raise Refused(problem("too_large", where, limit=f"{MOST_ROWS} regels"))
    if lines[-1].strip("\x1a ") and not lines[-1].endswith(_ends(form)):
        # half a text is a text too, and a line is known by its text
        raise Refused(problem("unreadable", where, reason="de laatste regel is afgebroken"))
    return form, [
        (number, _cells(form, line, Where(source.sha256, number)))
        for number, line in enumerate(lines[form.first :], form.first + 1)
        if line.strip("\x1a ")
    ]


def _ends(form: Form) -> tuple[str, ...]:
    """How a complete last row without a line end may end."""
    return ('"', form.delimiter) if form.export.quote == '"' else ()


def _cells(form: Form, line: str, where: Where) -> list[str]:
    cells = form.export.cells(line, form.delimiter, form.titles)
    if cells is None:
        reason = f"regel {where.record} heeft niet de {len(form.titles)} kolommen van de export"
        raise Refused(problem("unreadable", where, reason=reason))
    return cells


def _first(form: Form, cells: Sequence[str], fact: str) -> str:
    return next((cells[at] for at in form.places.get(fact, ())), "")


def _every(form: Form, cells: Sequence[str], fact: str) -> tuple[str, ...]:
    found = (cells[at] for at in form.places.get(fact, ()))
    return tuple(text for text in found if text.upper() not in NOTHING)


@dataclass(slots=True)
class _Account:
    """Rekening: the rows of one account as they are read."""

    form: Form
    sha256: str
    iban: str
    lines: list[BankLine] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    currencies: dict[str, None] = field(default_factory=dict)
    rows: int = 0

    def add(self, record: int, cells: Sequence[str]) -> None:
        """One row: a line, or a finding for each fact that has not its form."""
        form, export = self.form, self.form.export
        self.rows += 1
        self.currencies |= dict.fromkeys(_every(form, cells, "currency") or ("EUR",))
        day, side, amount = (
            export.day(_first(form, cells, "day")),
            self.side(cells),
            self.amount(cells),
        )
        balances = {
            fact: export.cents(_first(form, cells, fact))
            for fact in ("before", "after")
            if form.places.get(fact)
        }
        found = {"iban": self.iban or None, "day": day, "side": side, "cents": amount, **balances}
        for fact in (fact for fact, value in found.items() if value is None):
            title = form.titles[form.places[fact][0]]
            where = Where(self.sha256, record, title)
            self.problems.append(problem("bad_value", where, name=title, expected=EXPECTED[fact]))
        if day is None or side is None or amount is None:
            return
        cents = side * amount
        self.lines.append(self.line(record, cells, day, cents))
        self.steps.append(Step(record, cents, balances.get("before"), balances.get("after")))

    def side(self, cells: Sequence[str]) -> int | None:
        """The sign of the column of sides; 1 where the amount carries its own."""
        sides = self.form.export.sides
        return sides.get(_first(self.form, cells, "side")) if sides else 1

    def amount(self, cells: Sequence[str]) -> int | None:
        """The amount as it stands; beside a column of sides it has no sign."""
        text = _first(self.form, cells, "cents")
        if self.form.export.sides and not text[:1].isdigit():
            return None
        return self.form.export.cents(text)

    def line(self, record: int, cells: Sequence[str], day: date, cents: int) -> BankLine:
        """The row as a bank line, known by what the bank says of it."""
        form, export = self.form, self.form.export
        # one text: a number may be cut where one column ends and the next begins
        text = " ".join(_every(form, cells, "texts"))
        inside = {fact: _inside(pattern.search(text)) for fact, pattern in export.inside.items()}
        references = (*_every(form, cells, "references"), inside.get("references", ""))
        returned = _first(form, cells, "returned") or inside.get("returned", "")
        value_day = export.day(_first(form, cells, "value_day"))
        made = BankLine(
            id="",
            record=record,
            detail=0,
            date=day,
            cents=cents,
            counter_iban=_bare(_first(form, cells, "counter") or inside.get("counter", "")),
            counter_name=_first(form, cells, "name") or inside.get("name", ""),
            texts=(text,) if text else (),
            references=tuple(r for r in references if r.upper() not in NOTHING),
            returned=bool(returned) or _first(form, cells, "kind") in export.returns,
        )
        key = key_of(
            self.iban,
            day.isoformat(),
            cents,
            made.counter_iban,
            reference=_first(form, cells, "reference"),
            value_day=value_day.isoformat() if value_day else "",
            texts=made.texts,
        )
        ordinal = self.seen[key] = self.seen.get(key, 0) + 1
        return replace(made, id=id_among_equals(key, ordinal))

    def statement(self, header: Header) -> Statement:
        """The rows as a statement, held to their running balance."""
        where = Where(self.sha256)
        wrong = [code for code in self.currencies if code != "EUR"]
        problems = [problem("currency", where, currency=code) for code in wrong] + self.problems
        days = [line.date for line in self.lines] or [date.min]
        pair = None if self.problems else pair_of(self.steps)
        net = sum(line.cents for line in self.lines)
        if not self.problems:
            problems += faults_of(self.steps, pair, net, self.sha256)
        # its lines have other texts than those of a statement: nobody can tell they are the same
        told = problem("fallback", where)
        return Statement(
            header=replace(header, problems=(*problems[:MOST_PROBLEMS], told)),
            iban=self.iban,
            currency=next(iter(self.currencies)),
            number="",
            begin=min(days),
            end=max(days),
            opening=pair[0] if pair else None,
            closing=pair[1] if pair else None,
            net=net,
            entries=self.rows,
            lines=tuple(self.lines),
        )


def _bare(account: str) -> str:
    return account.replace(" ", "").upper()


def _inside(found: Match[str] | None) -> str:
    """What a pattern found in a text: the one of its groups that did."""
    return next((group.strip() for group in found.groups() if group), "") if found else ""
