"""The form `verrekening` (set-off), and the check that every set-off must pass, whoever made it.

What was set off against what, row by row: all rows but the payout add up to the payout, else the
document is refused with the difference. Without a payout the sum stands, and it is said. A reclaim
letter is one row `reclaim` and payout 0: nothing is set off yet. Of a row's free text only the
payers' own words are kept (`mark`). Source: contract section 4.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast, get_args

from koppeling.formats.amounts import iso_day
from koppeling.formats.form_cells import (
    CENTS,
    LONGEST,
    MOST_PROBLEMS,
    PAYER,
    Cells,
    Faults,
    faulty,
)
from koppeling.formats.payer_packs import marked
from koppeling.formats.sheet import Days, Form, Table
from koppeling.model.cents import euros_nl
from koppeling.model.documents import Document, Header, Netting, NettingItem, Unknown
from koppeling.model.messages import NETTING_FORM, NettingKind
from koppeling.model.problems import Problem, Where, problem

NAME = NETTING_FORM
COLUMNS = ("payer", "document", "date", "kind", "reference", "counter_reference", "cents", "text")
REQUIRED = frozenset({"payer", "document", "date", "kind", "cents"})
KINDS: tuple[str, ...] = get_args(NettingKind)


@dataclass(slots=True)
class Gathered:
    """Wat gelezen is: one set-off while its rows come in."""

    payer: str
    number: str = ""
    days: list[date] = field(default_factory=list)
    items: list[NettingItem] = field(default_factory=list)
    payout: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def pay(self, cents: int) -> None:
        """One more payout row."""
        self.payout = (self.payout or 0) + cents


def knows(names: Sequence[str]) -> bool:
    """The header line of the form."""
    return set(names) >= REQUIRED


def read(table: Table, header: Header) -> Iterator[Document]:
    """One set-off a payer and document, in the order of their first rows."""
    where = Where(header.sha256)
    found: dict[tuple[str, str], Gathered] = {}
    for number, cells in table.records(COLUMNS):
        key = (cells["payer"].lower(), cells["document"])
        gathered = found.setdefault(key, _begun(*key))
        _take(gathered, number, cells, table.days, where)
    wide = table.too_wide(where)
    for part, gathered in enumerate(found.values()):
        gathered.problems += wide
        yield netting(replace(header, part=part), gathered)
    if not found:
        yield empty(header)


def _begun(payer: str, number: str) -> Gathered:
    """What is no label and no number may be anything, and goes no further."""
    return Gathered(
        payer if PAYER.fullmatch(payer) else "", number if len(number) <= LONGEST else ""
    )


def empty(header: Header) -> Unknown:
    """A set-off without rows says nothing that could be booked."""
    missing = problem("missing_element", Where(header.sha256), name="regels")
    return Unknown(replace(header, problems=(missing,)), header.standard)


def _take(gathered: Gathered, number: int, cells: Cells, days: Days, where: Where) -> None:
    """A row, or a finding for every cell of it that cannot be used."""
    day = iso_day(cells["date"]) or days(cells["date"])
    cents, kind = CENTS.fullmatch(cells["cents"]), cells["kind"].lower()
    gathered.days += [day] if day else []
    same = day is not None and day == gathered.days[0]
    faults: Faults = {
        "payer": (bool(gathered.payer), "uzovi:NNNN of gemeente:NNNN"),
        "document": (bool(gathered.number), "het nummer van de verrekening"),
        "date": (same, "datum JJJJ-MM-DD, dezelfde op elke regel van de verrekening"),
        "kind": (kind in KINDS, ", ".join(KINDS)),
        "reference": (len(cells["reference"]) <= LONGEST, "een nummer"),
        "counter_reference": (len(cells["counter_reference"]) <= LONGEST, "een nummer"),
        "cents": (bool(cents), "hele centen"),
    }
    wrong = faulty(faults, where, number)
    gathered.problems += wrong
    if wrong or not cents:
        return
    if kind == "payout":
        gathered.pay(int(cents[1]))
        return
    item = NettingItem(
        record=number,
        kind=cast("NettingKind", kind),
        reference=cells["reference"],
        counter_reference=cells["counter_reference"],
        cents=int(cents[1]),
        mark=marked(cells["text"]),
    )
    gathered.items.append(item)


def netting(header: Header, gathered: Gathered) -> Netting:
    """The document, with the verdict on its sum."""
    made = Netting(
        header=header,
        payer=gathered.payer,
        number=gathered.number,
        date=gathered.days[0] if gathered.days else date.min,
        items=tuple(gathered.items),
        payout=gathered.payout,
    )
    if made.payout is None and replace(made, payout=0).letter:
        made = replace(made, payout=0)
    problems = gathered.problems[:MOST_PROBLEMS]
    problems += [] if problems else _sum(made)
    return replace(made, header=replace(header, problems=tuple(problems)))


def _sum(made: Netting) -> list[Problem]:
    where = Where(made.header.sha256)
    if made.payout is None:
        return [problem("no_payout", where, lines=made.sum)]
    if made.balanced:
        return []
    difference = euros_nl(made.sum - made.payout)
    what = f"Verrekening {made.number}".strip() + f" (verschil € {difference})"
    return [problem("totals_differ", where, what=what, lines=made.sum, stated=made.payout)]


FORM = Form(NAME, knows, read)
