"""The page of a worked case (uitgewerkt geval): what a bookkeeper wrote down must be booked.

A page is typed by hand and read by the test, so there is one text for people and machine. Its
first table has a row an event (files, a cell of postings a scheme, what is to be found out) and
ends in the balances; the sections below it hold the balances where a switch makes them differ.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from koppeling.model.reasons import REASONS
from tests.scenario import SCHEME_NAMES

ROLES = {
    "Bank": "bank",
    "Debiteuren": "debtor",
    "Tussenrekening": "clearing",
    "Te onderzoeken": "unidentified",
    "Afgewezen": "rejected",
    "Voorschotten": "advance",
    "Terug te betalen": "repayable",
    "Afboeking": "writeoff",
    "Betalingsverschillen": "difference",
    "Omzet": "revenue",
    "Omzet vorige jaren": "revenue_prior",
    "Correcties": "correction",
    "Cliënten": "client",
    "Kosten": "fee",
    "Rente": "interest",
    "Rekening-courant": "intercompany",
    "Nog te factureren": "unbilled",
    "Omzet nog te factureren": "unbilled_revenue",
    "Voorziening": "provision",
    "Dotatie": "provision_cost",
    "Btw": "vat",
}
BANK_SECTION = "Als het pakket de bank boekt"
POLICIES = {
    "debtor": "Als een afwijzing op de debiteur blijft",
    "reverse": "Als een afwijzing meteen van de omzet gaat",
}
SCHEMES_NL = (
    "openstaand, tussenrekening",
    "openstaand",
    "toegekend, tussenrekening",
    "toegekend",
)
FIRST = "Wat er binnenkwam en wat er geboekt wordt"
NOTHING, EXCLUDED = "-", "n.v.t."
END = "**eindsaldo**"
OWN, TOGETHER = "**eigen boekingen**", "**met de bank van het pakket**"
_POSTING = re.compile(r"([DC]) (\S.*?) ([0-9.]+(?:,[0-9]{2})?)")
_QUESTION = re.compile(r"(\S.*?) (-?[0-9.]+(?:,[0-9]{2})?)")

Sums = list[tuple[str, int]]
"""(role, signed cents) or (reason, signed cents), sorted."""


@dataclass(frozen=True, slots=True)
class Row:
    """Regel: the postings in each scheme that may be chosen, and what is to be found out then."""

    told: str
    files: tuple[str, ...]
    booked: dict[str, Sums]
    parked: Sums


@dataclass(slots=True)
class Page:
    """Bladzijde: the events of the case, and per section the rows of balances by their name."""

    title: str
    events: list[Row] = field(default_factory=list)
    balances: dict[str, dict[str, Row]] = field(default_factory=dict)


def cents_of(text: str) -> int:
    """Cents of an amount as a bookkeeper types it.

    >>> cents_of("1.000"), cents_of("-975,80")
    (100000, -97580)
    """
    whole, _, part = text.replace(".", "").partition(",")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 100 + int(part or 0))


def postings(cell: str) -> Sums:
    """The postings of a cell, debit positive; any piece that is none is a fault of the page."""
    found: Sums = []
    for piece in _pieces(cell):
        match = _POSTING.fullmatch(piece)
        assert match, f"no posting: {piece!r}"
        named = match[2].replace("Rekening ", "account:")
        role = named if named.startswith("account:") else ROLES[named]
        found.append((role, cents_of(match[3]) * (1 if match[1] == "D" else -1)))
    return sorted(found)


def questions(cell: str) -> Sums:
    """What is to be found out: the reason in the words of the report, and the amount."""
    reasons = {dutch: reason for reason, (dutch, _) in REASONS.items()}
    found: Sums = []
    for piece in _pieces(cell):
        match = _QUESTION.fullmatch(piece)
        assert match, f"no question: {piece!r}"
        found.append((reasons[match[1]], cents_of(match[2])))
    return sorted(found)


def _pieces(cell: str) -> list[str]:
    return [] if cell == NOTHING else cell.split("<br>")


def _row(cells: list[str]) -> Row:
    told, files, *schemes, parked = cells
    assert len(schemes) == len(SCHEME_NAMES), cells
    pairs = zip(SCHEME_NAMES, schemes, strict=True)
    booked = {scheme: postings(cell) for scheme, cell in pairs if cell != EXCLUDED}
    return Row(told, tuple(_pieces(files)), booked, questions(parked))


def read(path: Path) -> Page:
    """The page of a folder."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    page = Page(first.removeprefix("# "))
    section = ""
    for line in lines:
        if line.startswith("## "):
            section = line.removeprefix("## ")
        if not line.startswith("| ") or line.startswith(("| gebeurtenis |", "| saldo |")):
            continue
        row = _row([cell.strip() for cell in line.strip("|").split("|")])
        if row.told.startswith("**"):
            page.balances.setdefault(section, {})[row.told] = row
        else:
            page.events.append(row)
    return page
