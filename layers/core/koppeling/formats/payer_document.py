"""A set-off in a payer's own document (verrekening van een financier), read as its pack describes.

Nothing of one payer is known here: columns, words and signs are the pack's. The payer is
`pack:NAME`, for a document does not say by which label the mapping knows it. Free text is not kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from koppeling.formats.amounts import cents_of, day_of
from koppeling.formats.form_cells import LONGEST, Cells, Faults, faulty
from koppeling.formats.netting import Gathered, empty, netting
from koppeling.formats.payer_packs import Layout
from koppeling.formats.payer_row import NUMBER, Said
from koppeling.formats.sheet import Days, Form, Table, cell
from koppeling.model.documents import Document, Header
from koppeling.model.problems import Problem, Where, problem
from koppeling.model.roles import PACK

LONGEST_LINE = 500  # characters; what is longer is no label
AMOUNT = re.compile(r"[0-9],[0-9]{2}(?![0-9])", re.ASCII)
UNKNOWN = "een regel die het financierpakket beschrijft"
Value = str | date | int
DATE = "datum (zet boven de kolommen een regel: Datum en dan JJJJ-MM-DD)"


def form_of(layout: Layout) -> Form:
    """The document as a form that is known by its header line."""

    def read(table: Table, header: Header) -> Iterator[Document]:
        return read_table(layout, table, header)

    return Form(layout.document, layout.knows, read, own=False)


def read_table(layout: Layout, table: Table, header: Header) -> Iterator[Document]:
    """The document of a table: labels above it, rows, and labels below them."""
    reading = Reading(layout, Where(header.sha256), table.days)
    places = layout.places(table.names)
    for _, cells in table.above:
        reading.label(_joined(cells), {})
    for number, cells in table.rows:
        said = {f: cell(cells[i]) if i < len(cells) else "" for f, i in places.items()}
        if not reading.label(_joined(cells), said):
            reading.row(number, said)
    reading.gathered.problems += table.too_wide(reading.where)
    yield reading.document(header)


def read_lines(layout: Layout, lines: Sequence[str], header: Header) -> Iterator[Document]:
    """The document of the lines of a PDF.

    A line that is neither row nor label is only text, unless there is an amount in it. The payout
    must be named: the rows that are read must be all there are.
    """
    reading = Reading(layout, Where(header.sha256), lambda _: None)
    for number, line in enumerate(lines, 1):
        if reading.label(line, {}):
            continue
        if row := next((m for p in layout.lines if (m := p.fullmatch(line))), None):
            reading.row(number, {name: text or "" for name, text in row.groupdict().items()})
        elif AMOUNT.search(line) and not any(p.search(line) for p in layout.passed):
            fault: Faults = {"": (False, UNKNOWN)}
            reading.gathered.problems += faulty(fault, reading.where, number, {"": "regel"})
    if "payout" not in reading.labels and reading.gathered.payout is None:
        reading.miss("uitbetaling")
    yield reading.document(header)


def _joined(cells: Sequence[str]) -> str:
    return " ".join(filter(None, map(cell, cells)))


@dataclass(slots=True)
class Reading:
    """Lezing: what the rows and the labels of one file have said so far.

    `labels` = name -> (rank of the word that said it, value): the best word wins. `declared` = what
    each declaration is paid, for documents that repeat it in every row.
    """

    layout: Layout
    where: Where
    days: Days
    gathered: Gathered = field(init=False)
    labels: dict[str, tuple[int, Value]] = field(default_factory=dict)
    declared: dict[str, int | None] = field(default_factory=dict)
    current: str = ""

    def __post_init__(self) -> None:
        """Nothing is read yet."""
        self.gathered = Gathered(PACK + self.layout.pack)

    def miss(self, name: str) -> None:
        """The document lacks something that it must say."""
        self.gathered.problems.append(problem("missing_element", self.where, name=name))

    def label(self, line: str, said: Cells) -> bool:
        """Whether the line is a label with its value; `said` = its cells, when it has columns."""
        if len(line) > LONGEST_LINE:
            return False
        money = Said(self.layout, 0, said).money
        for name, words in self.layout.labels.items():
            if money and name != "payout":
                continue
            for rank, word in enumerate(words):
                found = word.match(line)
                value = self._value(name, found[1], said) if found else None
                if value is not None:
                    self._keep(name, rank, value)
                    return True
        return False

    def _keep(self, name: str, rank: int, value: Value) -> None:
        known = self.labels.get(name)
        if known is None or rank < known[0]:
            self.labels[name] = (rank, value)

    def _value(self, name: str, text: str, said: Cells) -> Value | None:
        if name == "number":
            found = NUMBER.search(text)
            return found[0] if found and len(found[0]) <= LONGEST else None
        if name == "date":
            words = text.split()
            tried = (" ".join(words[:3]), words[0]) if words else ()
            return next((day for t in tried if (day := self._day(t))), None)
        return self._total(text, said)

    def _total(self, text: str, said: Cells) -> int | None:
        """A total may stand there in two columns: what is paid, and what is taken off."""
        row = Said(self.layout, 0, said)
        amounts = [c for f in ("paid", "off") if (c := row.cents(f)) is not None]
        if not amounts:
            words = text.split()
            words = [w for w in words if "," in w] or words
            amounts = [c for w in words if (c := cents_of(w)) is not None]
        return sum(amounts) if amounts else None

    def _day(self, text: str) -> date | None:
        return day_of(text) or self.days(text)

    def row(self, number: int, cells: Cells) -> None:
        """A row of the table, or a finding for every cell of it that cannot be used."""
        said = Said(self.layout, number, cells)
        if not said.money:
            return
        wrong = faulty(said.faults, self.where, number, self.layout.titles)
        if day := self._day(said.text("date")):
            self.gathered.days.append(day)
        self.current = said.text("reference") or self.current
        if not wrong and self.layout.repeats and said.text("paid"):
            said, wrong = self._once(said)
        self.gathered.problems += wrong
        for item in () if wrong else said.items(self.current):
            if item.kind == "payout":
                self.gathered.pay(abs(item.cents))
            elif item.cents:
                self.gathered.items.append(item)

    def _once(self, said: Said) -> tuple[Said, list[Problem]]:
        """A declaration that stands in several rows is paid once."""
        key = f"{said.number('payer_reference')} {said.text('reference')}"
        paid = said.cents("paid")
        if key not in self.declared:
            self.declared[key] = paid
            return said, []
        same = self.declared[key] == paid
        expected = "hetzelfde bedrag als in de eerdere regel van deze declaratie"
        fault: Faults = {"paid": (same, expected)}
        wrong = faulty(fault, self.where, said.record, self.layout.titles)
        return replace(said, cells=said.cells | {"paid": ""}), wrong

    def document(self, header: Header) -> Document:
        """The set-off, or what is left to say when there is no row in it."""
        gathered = self.gathered
        if not gathered.items and not gathered.problems:
            return empty(header)
        number, day, payout = (self._said(name) for name in ("number", "date", "payout"))
        if isinstance(number, str):
            gathered.number = number
        # without a date of its own it is dated as its last row
        gathered.days = [day] if isinstance(day, date) else sorted(gathered.days)[-1:]
        if not gathered.days:
            self.miss(DATE)
        if isinstance(payout, int):
            gathered.payout = payout
        return netting(header, gathered)

    def _said(self, name: str) -> Value | None:
        found = self.labels.get(name)
        return found[1] if found else None
