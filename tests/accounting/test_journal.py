"""What each movement books, line by line: account, role, cents, payer, item, dimensions and text.

1. Every line of `journal.txt` follows from contract sections 1 and 2: the row of the table, the row
   of the role, period and date, the debtor number on what can be settled, VAT beside its revenue.
   A head is part, date, period (< the month it comes from), journal and text; what a package books
   itself is marked, what is missing begins with `!`.
2. What a movement does by the table alone is what its entries do, role by role: revenue of a prior
   year and VAT are told apart by the rows, not by the table.
"""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from koppeling.accounting.effects import effects
from koppeling.model.entries import JournalEntry
from koppeling.model.limits import Limits
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement, Part
from tests.accounting.journal_book import (
    GROUPS,
    PARTS,
    TEXT,
    E,
    chosen,
    drafted,
    entries,
    movement,
    receipt,
    reversal,
)
from tests.accounting.written import written
from tests.scenario import mapping

OUT = chosen()
AWARDED = mapping(
    TEXT[: TEXT.index("[[accounts.vat]]")] + TEXT[TEXT.index("[[accounts.bank]]") :],
    recognise="awarded",
)
CLAIM = chosen(period="claim", detail="claim", prior_year="same")
ANSWERED = chosen(recognise="awarded", period="remittance")
DEBTOR = chosen(clearing=False)
PACKAGE = chosen(bank="package")
CLOSED = mapping(
    TEXT.replace("start = 2026-01-01", "start = 2026-01-01\nclosed_until = 2026-02-28")
)

MOVEMENTS: dict[str, tuple[Mapping, Movement]] = {
    "submitted": (OUT, movement(OUT, "submitted", 221 * E)),
    "submitted, by claim": (CLAIM, movement(CLAIM, "submitted", 221 * E)),
    "submitted, awarded": (AWARDED, movement(AWARDED, "submitted", 221 * E)),
    "returned": (OUT, movement(OUT, "returned", 221 * E)),
    "awarded": (OUT, movement(OUT, "awarded", 201 * E)),
    "awarded, by award": (AWARDED, movement(AWARDED, "awarded", 80 * E, groups=GROUPS[:2])),
    "awarded, by remittance": (ANSWERED, movement(ANSWERED, "awarded", 80 * E, groups=GROUPS[:2])),
    "awarded_non_financial": (OUT, movement(OUT, "awarded_non_financial", 5 * E)),
    "rejected, hold": (OUT, movement(OUT, "rejected", 15 * E, policy="hold")),
    "rejected, reverse": (
        OUT,
        movement(OUT, "rejected", 15 * E, policy="reverse", groups=GROUPS[:2]),
    ),
    "rejected, debtor": (OUT, movement(OUT, "rejected", 15 * E, policy="debtor")),
    "resubmitted": (OUT, movement(OUT, "resubmitted", 20 * E, policy="hold", groups=())),
    "reclaimed": (OUT, movement(OUT, "reclaimed", 30 * E, role="correction", groups=())),
    "reclaimed, reserved": (
        OUT,
        movement(
            OUT,
            "reclaimed",
            30 * E,
            role="repayable",
            policy="reserved",
            parts=(Part(30 * E, "uzovi:5555", "repayable", "Zvw", version=1, year=2025),),
        ),
    ),
    "advance_settled": (OUT, movement(OUT, "advance_settled", 201 * E)),
    "netted": (OUT, receipt(OUT, "netted", 0, parts=(replace(PARTS[0], cents=-25 * E), PARTS[1]))),
    "paid": (OUT, receipt(OUT, "paid")),
    "paid, nothing known": (OUT, receipt(OUT, "paid", parts=())),
    "paid, no clearing": (DEBTOR, receipt(DEBTOR, "paid")),
    "paid, package": (PACKAGE, receipt(PACKAGE, "paid")),
    "explained": (OUT, receipt(OUT, "explained", 96 * E)),
    "decided_rejection, writeoff": (
        OUT,
        movement(
            OUT, "decided_rejection", 15 * E, policy="hold", role="writeoff", groups=GROUPS[:2]
        ),
    ),
    "decided_rejection, client": (
        AWARDED,
        movement(AWARDED, "decided_rejection", 15 * E, role="client", groups=GROUPS[:2]),
    ),
    "decided_rejection, no groups": (
        OUT,
        movement(
            OUT,
            "decided_rejection",
            15 * E,
            policy="hold",
            role="writeoff",
            groups=(),
            reason="0611",
        ),
    ),
    "decided_receipt": (
        OUT,
        receipt(OUT, "decided_receipt", 20 * E, parts=(Part(20 * E, "uzovi:5555", "advance"),)),
    ),
    "reserved": (
        OUT,
        movement(OUT, "reserved", 20 * E, groups=(), item="", invoice="", year=2025, agb=""),
    ),
    "provisioned": (
        OUT,
        movement(
            OUT,
            "provisioned",
            20 * E,
            groups=(),
            item="",
            invoice="",
            payer="",
            law="",
            year=None,
            agb="",
        ),
    ),
    "uncollectable": (
        OUT,
        movement(
            OUT,
            "uncollectable",
            20 * E,
            groups=(),
            parts=(
                Part(15 * E, "uzovi:5555", "provision", version=1),
                Part(
                    5 * E,
                    "uzovi:5555",
                    "writeoff",
                    "Zvw",
                    "x",
                    "F1",
                    1,
                    "41000001",
                    2026,
                    "uncollectable",
                ),
            ),
        ),
    ),
    "before the start": (OUT, movement(OUT, "submitted", 221 * E, date=date(2025, 12, 31))),
    "closed": (CLOSED, movement(CLOSED, "submitted", 221 * E)),
    "closed bank": (CLOSED, receipt(CLOSED, "paid")),
    "closed explanation": (CLOSED, receipt(CLOSED, "explained", 96 * E)),
}
TAKEN_BACK = {
    "reversed": (OUT, reversal(movement(OUT, "submitted", 221 * E), "submitted/ab12")),
    "reversed receipt": (OUT, reversal(receipt(OUT, "paid"), "paid/ab12")),
    "reversed explanation": (OUT, reversal(receipt(OUT, "paid"), "explained/ab12")),
    "reversed explanation, package": (
        PACKAGE,
        reversal(receipt(PACKAGE, "paid"), "explained/ab12"),
    ),
    "reversed set-off": (OUT, reversal(MOVEMENTS["netted"][1], "netted/ab12")),
}
ALL = MOVEMENTS | TAKEN_BACK
IN_PARTS = "paid, in parts"


def lines_of(name: str) -> list[str]:
    if name == IN_PARTS:
        return drafted(OUT, receipt(OUT, "paid"), Limits(3, 20, 12))
    return drafted(*ALL[name])


WANTED = written("journal", [*ALL, IN_PARTS], lines_of)


@pytest.mark.parametrize("name", [*ALL, IN_PARTS])
def test_a_movement_books(name: str) -> None:
    assert lines_of(name) == WANTED[name]


@pytest.mark.parametrize("name", [n for n in ALL if not n.startswith(("before", "closed bank"))])
def test_the_table_alone_does_the_same(name: str) -> None:
    used, about = ALL[name]
    booked = by_role(entries(used, about))
    found: Counter[str] = Counter()
    for effect in effects(about):
        found[effect.role] += effect.cents
    assert {role: cents for role, cents in found.items() if cents} == booked


def by_role(found: tuple[JournalEntry, ...]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for entry in found:
        for p in entry.postings:
            sums["revenue" if p.role in {"revenue_prior", "vat"} else p.role] += p.cents
    return {role: cents for role, cents in sums.items() if cents}


def test_an_effect_is_about_its_item_and_payer() -> None:
    found = effects(MOVEMENTS["paid"][1])
    assert [(*e,) for e in found] == [
        ("bank", "", 100 * E, "", "line/ab12"),
        ("clearing", "uzovi:5555", -70 * E, "Zvw", "x"),
        ("debtor", "gemeente:9999", -25 * E, "Jw", "y"),
        ("account:4777", "uzovi:5555", -4 * E, "", ""),
        ("fee", "uzovi:5555", 3 * E, "", ""),
        ("clearing", "uzovi:5555", -4 * E, "", "line/ab12"),
    ]
    assert [(*e,) for e in effects(MOVEMENTS["uncollectable"][1])][2] == (
        "clearing", "uzovi:5555", -20 * E, "Zvw", "x",
    )  # fmt: skip
    assert [(*e,) for e in effects(MOVEMENTS["decided_rejection, writeoff"][1])] == [
        ("writeoff", "uzovi:5555", 15 * E, "Zvw", "x"),
        ("rejected", "uzovi:5555", -15 * E, "Zvw", "x"),
    ]


def test_the_wrong_way_round_is_no_movement() -> None:
    for used, about in TAKEN_BACK.values():
        with pytest.raises(AssertionError, match="a reversal names what it mirrors"):
            drafted(used, replace(about, mirror=None))
        with pytest.raises(AssertionError, match="a reversal names what it mirrors"):
            effects(replace(about, mirror=None))
