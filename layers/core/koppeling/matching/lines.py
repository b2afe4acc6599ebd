"""Bank lines as they are matched (bankmutaties): each once, with who it can be from.

A line is a payer's by the IBAN that it comes from: the payer's own, its agent's, or one that a
person matched to that payer before (*learned on confirmation*).
"""

from collections.abc import Iterable
from collections.abc import Mapping as Known
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from koppeling.matching.facts import Gated, Taken, View
from koppeling.matching.successive import lines_once
from koppeling.model.documents import BankLine, Statement
from koppeling.model.entries import Evidence
from koppeling.model.explanations import Clue, Explanation, Needs, Rule, RuledOut
from koppeling.model.mapping import Payer
from koppeling.model.movements import Part


@dataclass(frozen=True, slots=True)
class Line:
    """Mutatie met haar plaats: the kept bank line, the account it is on, who it can be from.

    `batch` = the id of the entry that it is a detail of, when another message told its details.
    """

    bank: BankLine
    iban: str
    where: Evidence
    payers: tuple[Payer, ...]
    batch: str = ""

    @property
    def id(self) -> str:
        """The identity that survives overlapping downloads."""
        return self.bank.id

    @property
    def cents(self) -> int:
        """Signed, a receipt positive."""
        return self.bank.cents

    @property
    def labels(self) -> frozenset[str]:
        """The labels of everyone who may have paid it."""
        return frozenset(p.label for p in self.payers)

    @property
    def payer(self) -> str:
        """The payer's label when there is exactly one."""
        return self.payers[0].label if len(self.payers) == 1 else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Uitkomst van de ladder: parts that explain the line (rule), or the reason that it is parked.

    `dated` = the latest date among the facts of the explanation; `options` = explanations that may
    not book by themselves, best first.
    """

    rule: Rule | Literal[""] = ""
    parts: tuple[Part, ...] = ()
    dated: date | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()
    options: tuple[Explanation, ...] = ()
    clues: tuple[Clue, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    needs: Needs = ""


def lines_of(gated: Iterable[Gated], view: View) -> tuple[Line, ...]:
    """Every line once, in order of date; of overlapping downloads the oldest statement's."""
    statements = [g.taken for g in gated if g.verdict == "used"]
    known = _known(view)
    found: dict[str, Line] = {}
    for taken, statement, bank in lines_once(statements):
        if bank.id not in found:
            where = Evidence(taken.sha256, bank.record)
            payers = known.get(bank.counter_mark, ())
            found[bank.id] = Line(bank, statement.iban, where, payers)
    split = _split(found.values(), _details(statements))
    for whole, details in split.items():
        del found[whole]
        for where, iban, bank in details:
            payers = known.get(bank.counter_mark, ())
            found[bank.id] = Line(bank, iban, where, payers, whole)
    return tuple(sorted(found.values(), key=lambda x: (x.bank.date, x.cents, x.id)))


Key = tuple[str, date, int]
"""Account, day and cents: what an entry and the details of it have in common."""
Told = tuple[tuple[Evidence, str, BankLine], ...]
"""The details of one entry, as another message tells them."""


def _details(statements: Iterable[Taken]) -> dict[Key, set[Told]]:
    """Entries of a CAMT.052 or .054 that are told detail by detail."""
    found: dict[Key, set[Told]] = {}
    for taken in statements:
        statement = taken.document
        if not isinstance(statement, Statement) or not statement.details_only:
            continue
        entries: dict[int, list[BankLine]] = {}
        for bank in statement.lines:
            if bank.detail:
                entries.setdefault(bank.record, []).append(bank)
        for record, lines in entries.items():
            key = (statement.iban, lines[0].date, sum(line.cents for line in lines))
            told = tuple((Evidence(taken.sha256, record), statement.iban, line) for line in lines)
            found.setdefault(key, set()).add(told)
    return found


def _split(lines: Iterable[Line], details: dict[Key, set[Told]]) -> dict[str, Told]:
    """Batches by id with their details: one entry, and one telling that adds up to it."""
    found: dict[Key, list[str]] = {}
    for line in lines if details else ():
        if line.bank.batch:
            found.setdefault((line.iban, line.bank.date, line.cents), []).append(line.id)
    split = {}
    for key, ids in found.items():
        told = {
            tuple(bank.id for _, _, bank in t): t for t in sorted(details.get(key, ()), key=str)
        }
        if len(ids) == 1 and len(told) == 1:
            split[ids[0]] = next(iter(told.values()))
    return split


def _known(view: View) -> dict[str, tuple[Payer, ...]]:
    """Payers by the mark of their accounts: a line may be older than the mapping that names one."""
    mapping = view.mapping
    ibans = {iban for payer in mapping.payers for iban in payer.iban}
    ibans |= {iban for agent in mapping.agents for iban in agent.iban}
    return {view.mark(iban): mapping.payers_of(iban) for iban in sorted(ibans)}


def with_learned(lines: tuple[Line, ...], learned: Known[str, str], view: View) -> tuple[Line, ...]:
    """The lines with the payers of accounts that people matched to them.

    `learned` = payer's label by the mark of an IBAN; an account of the mapping stays as it is.
    """
    payers = {mark: view.mapping.payer(label) for mark, label in learned.items()}
    return tuple(
        replace(line, payers=(payer,))
        if not line.payers and (payer := payers.get(line.bank.counter_mark))
        else line
        for line in lines
    )
