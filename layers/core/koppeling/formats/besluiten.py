"""The form `besluiten` (beslissingen): a CSV, or the worklist that a bookkeeper returns as xlsx.

Columns by their name in the header line, in any order; others are ignored, so the worklist itself
is the form. A row without an action is a question that nobody answered. One wrong row keeps the
whole file out: its rows carry the id of their question, so dropping it again repairs it and repeats
nothing. Source: contract section 4.

>>> from datetime import date
>>> from koppeling.formats.reading import read_file
>>> from koppeling.formats.source import Source
>>> made = write([Decision(2, date(2026, 2, 1), "Anna", "akkoord", "post", "all", "", None, "")])
>>> [row.action for document in read_file(Source.of(made, key=b"")) for row in document.rows]
['post']
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from koppeling.formats.amounts import day_of
from koppeling.formats.form_cells import CENTS, MOST_PROBLEMS, Cells, Faults, faulty
from koppeling.formats.sheet import Days, Form, Table
from koppeling.model.documents import Decision, Decisions, Document, Header
from koppeling.model.problems import Problem, Where

NAME = "besluiten"
COLUMNS = ("date", "author", "reason", "action", "subject", "target", "cents", "seen")
REQUIRED = frozenset({"date", "action", "subject", "seen"})


def knows(names: Sequence[str]) -> bool:
    """The header line of the form."""
    return set(names) >= REQUIRED


def read(table: Table, header: Header) -> Iterator[Document]:
    """The decisions of the file."""
    problems: list[Problem] = []
    made = [
        _decision(number, cells, table.days, Where(header.sha256), problems)
        for number, cells in table.records(COLUMNS)
        if cells["action"]
    ]
    found = replace(header, problems=tuple(problems[:MOST_PROBLEMS]))
    yield Decisions(found, tuple(decision for decision in made if decision))


def _decision(
    number: int, cells: Cells, days: Days, where: Where, problems: list[Problem]
) -> Decision | None:
    """A decision, or None with a finding for every cell that cannot be used."""
    day = day_of(cells["date"]) or days(cells["date"])
    cents = CENTS.fullmatch(cells["cents"] or "0")
    faults: Faults = {
        "date": (bool(day), "datum JJJJ-MM-DD of D-M-JJJJ"),
        "cents": (bool(cents), "hele centen"),
        "subject": (bool(cells["subject"]), "waarover besloten is"),
    }
    wrong = faulty(faults, where, number)
    problems += wrong
    if wrong or not day or not cents:
        return None
    return Decision(
        record=number,
        date=day,
        author=cells["author"],
        reason=cells["reason"],
        action=cells["action"].lower(),
        subject=cells["subject"],
        target=cells["target"],
        cents=int(cents[1]) if cells["cents"] else None,
        seen=cells["seen"],
    )


def write(rows: Iterable[Decision]) -> bytes:
    """The form as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for d in rows:
        cents = "" if d.cents is None else d.cents
        writer.writerow(
            [d.date.isoformat(), d.author, d.reason, d.action, d.subject, d.target, cents, d.seen]
        )
    return out.getvalue().encode()


FORM = Form(NAME, knows, read)
