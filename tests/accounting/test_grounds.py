"""The control identities over grounds made by hand: what each says, and what it blocks.

1. Without files and entries no identity is broken; those that need a file are not judged, and say
   what was not read.
2. Each fault breaks its own identity, names what is behind it, and only our own faults block.
3. The roll-forward sets what was short against the column of the receipt.
"""

from dataclasses import replace

import pytest

from koppeling.accounting.effects import Effect
from koppeling.accounting.ground import Ground
from koppeling.accounting.identities import identities, judge, questions
from koppeling.accounting.roll_forward import roll_forward
from koppeling.model.book import Behind, Identity, RollForward
from koppeling.model.entries import Evidence, JournalEntry, Posting
from koppeling.model.movements import OpenItem
from tests.accounting.journal_book import DAY, E, chosen, entries, movement, receipt

OUT = chosen()
NOTHING = Ground((), (), (), (), (), (), (), (), (), (), (), (), (), 0, 0)
PAYER = "uzovi:5555"
SHA = "0123456789abcdef"
PAID = entries(OUT, receipt(OUT, "paid"))
SENT = entries(OUT, movement(OUT, "submitted", 221 * E))
ITEM = OpenItem(
    "x", PAYER, "Zvw", "F1", "41000001", 2026, DAY, OUT.booking, 1, ("F1",), declared=221 * E
)
WAITS = movement(OUT, "submitted", 221 * E)

CLAIMS = ((PAYER, "F1", 500, 300), (PAYER, "F2", 5, None), (PAYER, "F3", 4, 4))


def broken(ground: Ground, *read_back: tuple[str, bool]) -> dict[str, tuple[int, str, bool]]:
    found = identities(ground, read_back)
    assert [i.name for i in found] == [f"C{n}" for n in range(1, 14)]
    for i in found:
        assert i.difference == sum(x.cents for x in i.items)
        assert {x.payer for x in i.items} <= {"", PAYER}
    return {i.name: (i.difference, i.why, i.blocking) for i in found if i.holds is False}


def test_without_anything_nothing_is_broken() -> None:
    found = identities(NOTHING)
    assert {i.name: i.why for i in found if i.holds is None} == {
        "C1": "geen berichten gelezen",
        "C3": "geen berichten gelezen",
        "C4": "geen uitbetaling van een verrekening gelezen",
        "C10": "er is nog niets teruggelezen uit het pakket",
        "C11": "geen afschriften gelezen",
        "C13": "geen auditfile van het pakket gelezen",
    }
    assert {i.name for i in found if i.holds} == {"C2", "C5", "C6", "C7", "C8", "C9", "C12"}
    assert questions(found) == ()
    read = identities(replace(NOTHING, judged_documents=1, judged_statements=1))
    assert {i.name for i in read if i.holds is None} == {"C4", "C10", "C13"}
    package = Identity("C13", holds=True, difference=0, why="")
    assert identities(NOTHING, package=package)[-1] is package


FAULTS = {
    "C1": (
        replace(NOTHING, refused=(("C1", SHA, 500),)),
        {"C1": (500, "0123456789ab: 5,00", False)},
    ),
    "C2": (
        replace(NOTHING, claims=CLAIMS),
        {"C2": (200, f"{PAYER} F1: 2,00", True)},
    ),
    "C3": (
        replace(NOTHING, refused=(("C3", SHA, -5),), judged_documents=4),
        {"C3": (-5, "0123456789ab: -0,05", False)},
    ),
    "C4": (
        replace(NOTHING, payouts=((PAYER, "V1", 500, 300), (PAYER, "V2", 4, 4))),
        {"C4": (-200, f"{PAYER} V1: -2,00", False)},
    ),
    "C5, not explained": (
        replace(NOTHING, lines=((PAYER, "ab12", 100 * E),), entries=PAID, items=(),
                opening=(Effect("clearing", PAYER, 70 * E, "Zvw", "x"),
                         Effect("debtor", "gemeente:9999", 25 * E, "Jw", "y")),
                held=(Effect("clearing", PAYER, 4 * E, "", "line/ab12"),)),
        {"C5": (100 * E, f"{PAYER} ab12: 100,00", True)},
    ),
    "C5, not booked": (
        replace(NOTHING, lines=((PAYER, "cd", 7),), explained=((PAYER, "cd", 7),)),
        {"C5": (-7, f"{PAYER} cd: -0,07", True)},
    ),
    "C5, of no line": (
        replace(NOTHING, opening=(Effect("bank", "", 9),)),
        {"C5": (9, "onbekend: 0,09", True)},
    ),
    "C6 and C8": (
        replace(NOTHING, held=(Effect("clearing", PAYER, 4, "", "line/ab12"),)),
        {"C6": (4, f"{PAYER} line/ab12: 0,04", True), "C8": (4, f"{PAYER} line/ab12: 0,04", True)},
    ),
    "C7 and C8": (
        replace(NOTHING, entries=SENT),
        {
            "C7": (221 * E, f"{PAYER} x: 221,00", True),
            "C8": (221 * E, f"{PAYER} Zvw x: 221,00", True),
        },
    ),
    "C7 and C8, by number": (
        replace(NOTHING, entries=SENT, items=(replace(ITEM, declared=1 * E),)),
        {
            "C7": (220 * E, f"{PAYER} F1: 220,00", True),
            "C8": (220 * E, f"{PAYER} Zvw F1: 220,00", True),
        },
    ),
    "C11, a sum": (
        replace(NOTHING, refused=(("C11", SHA, 3),)),
        {"C11": (3, "0123456789ab: 0,03", False)},
    ),
    "C11, a gap": (
        replace(NOTHING, gaps=("nummer 4 ontbreekt",), judged_statements=2),
        {"C11": (0, "nummer 4 ontbreekt", False)},
    ),
    "C12": (
        replace(NOTHING, documents=((SHA, 9, 4), ("f" * 64, 4, 4))),
        {"C12": (5, "0123456789ab: 0,05", True)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_breaks_its_own_identity(name: str) -> None:
    ground, wanted = FAULTS[name]
    assert broken(ground) == wanted


@pytest.mark.parametrize(
    "ground",
    [
        replace(NOTHING, entries=SENT, items=(ITEM,)),
        replace(NOTHING, undrafted=(WAITS,), items=(ITEM,)),
        replace(NOTHING, opening=(Effect("debtor", PAYER, 221 * E, "Zvw", "x"),), items=(ITEM,)),
        replace(NOTHING, silent=(Effect("debtor", PAYER, 221 * E, "Zvw", "x"),), items=(ITEM,)),
        replace(
            NOTHING,
            undrafted=(receipt(OUT, "paid", parts=()),),
            lines=((PAYER, "ab12", 100 * E),),
            explained=((PAYER, "ab12", 100 * E),),
            held=(Effect("clearing", PAYER, 100 * E, "", "line/ab12"),),
        ),
    ],
)
def test_what_is_there_or_waits_breaks_nothing(ground: Ground) -> None:
    assert broken(ground) == {}


def test_what_came_back_otherwise_is_named_with_its_amount() -> None:
    ground = replace(NOTHING, entries=SENT, items=(ITEM,))
    first, second = SENT
    assert broken(ground, (first.key, True), (second.key, True)) == {}
    assert broken(ground, (first.key, True), (second.key, False)) == {
        "C10": (181 * E, f"{PAYER} {second.reference}: 181,00", True)
    }


def test_an_entry_that_was_spoiled_after_it_was_made_is_seen() -> None:
    month, unbalanced = (replace(e, part=9) for e in SENT)  # an entry of its own, to be spoiled
    object.__setattr__(month, "period", "2026-02")
    object.__setattr__(unbalanced, "postings", unbalanced.postings[:1])
    found = broken(replace(NOTHING, entries=(month, unbalanced), items=(ITEM,)))
    assert found == {"C9": (181 * E, f"{month.reference}, {unbalanced.reference}: 181,00", True)}


def test_questions_are_what_blocks_nothing() -> None:
    def asked(ground: Ground) -> list[str]:
        return [i.name for i in questions(identities(ground))]

    assert asked(FAULTS["C4"][0]) == ["C4"]
    assert asked(FAULTS["C11, a gap"][0]) == ["C11"]
    assert asked(FAULTS["C11, a sum"][0]) == []
    assert asked(FAULTS["C12"][0]) == []
    package = Identity("C13", holds=False, difference=1, why="x")
    assert questions([package]) == (package,)


@pytest.mark.parametrize("count", [7, 8, 9, 30])
def test_a_sentence_names_eight_and_counts_the_others(count: int) -> None:
    found = judge("C2", [Behind(PAYER, f"F{n}", 100) for n in range(count)])
    named = [f"{PAYER} F{n}: 1,00" for n in range(min(count, 8))]
    rest = [f"en nog {count - 8}"] if count > 8 else []
    assert found.why == ", ".join([*named, *rest])
    assert (found.holds, found.difference, found.blocking) == (False, count * 100, False)
    assert len(found.items) == count


def moved(name: str, *postings: Posting) -> JournalEntry:
    return replace(SENT[0], movement=name, postings=postings, evidence=(Evidence("f" * 64),))


def at(role: str, cents: int, law: str = "Zvw", payer: str = PAYER) -> Posting:
    dimensions = (("law", law),) if law else ()
    return Posting("1", role, cents, "", payer, "x", dimensions)


@pytest.mark.parametrize(
    ("entry", "column", "cents"),
    [
        (moved("submitted/x", at("debtor", 5), at("revenue", -5)), "submitted", 5),
        (moved("submitted/x", at("debtor", -5), at("revenue", 5)), "credited", -5),
        (moved("reversed/submitted/x", at("debtor", -5), at("revenue", 5)), "submitted", -5),
        (moved("reversed/submitted/x", at("debtor", 5), at("revenue", -5)), "credited", 5),
        (moved("rejected/x", at("debtor", -5), at("rejected", 5)), "rejected", -5),
        (moved("reclaimed/x", at("clearing", -5), at("correction", 5)), "reclaimed", -5),
        (moved("advance_settled/x", at("clearing", -5), at("advance", 5)), "settled", -5),
        (moved("uncollectable/x", at("clearing", -5), at("writeoff", 5)), "difference", -5),
    ],
)
def test_a_movement_counts_in_its_column(entry: JournalEntry, column: str, cents: int) -> None:
    (row,) = roll_forward(replace(NOTHING, entries=(entry,)))
    assert row == RollForward(PAYER, "Zvw", **{column: cents})


def test_what_was_short_was_not_paid() -> None:
    entry = moved(
        "paid/ab12",
        at("bank", 8, payer=""),
        at("difference", 2),
        at("clearing", -6, ""),
        at("clearing", -4, "Zvw"),
    )
    assert roll_forward(replace(NOTHING, entries=(entry,))) == (
        RollForward(PAYER, "", paid=-6),
        RollForward(PAYER, "Zvw", paid=-2, difference=-2),
    )
    alone = moved("paid/ab12", at("bank", 8, payer=""), at("difference", -8))
    assert roll_forward(replace(NOTHING, entries=(alone,))) == ()
    lawless = moved(
        "paid/ab12", at("bank", 8, payer=""), at("difference", 2), at("clearing", -10, "")
    )
    assert roll_forward(replace(NOTHING, entries=(lawless,))) == (
        RollForward(PAYER, "", paid=-8, difference=-2),
    )


def test_opening_and_closing_are_of_the_position_only() -> None:
    effects = (Effect("debtor", PAYER, 7, "Zvw", "x"), Effect("rejected", PAYER, 3, "Zvw", "x"))
    item = replace(ITEM, declared=5)
    assert roll_forward(replace(NOTHING, opening=effects, silent=effects, items=(item,))) == (
        RollForward(PAYER, "Zvw", opening=7, paid=7, closing=5),
    )
    nothing = replace(ITEM, payer="gemeente:9999", declared=0)
    assert roll_forward(replace(NOTHING, items=(nothing,))) == ()
