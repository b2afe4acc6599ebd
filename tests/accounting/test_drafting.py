"""What the table does not cover, and what no row can be chosen for, is parked with its words.

1. A movement without a row in the table is not booked: nobody invents an entry.
2. A part of a claim is booked on its row where all of the claim stands on one; on two rows it ties
   and names both, and what has no row at all says so.
3. Groups without money make no posting and no period.
4. A role `vat` whose row names no percentage is no row for a percentage.
5. What was awarded and is not paid out waits for a person where the mapping says `park`.
6. What the package is expected to book itself is not taken back to the hold by us.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.accounting.desk import Desk
from koppeling.accounting.draft import draft
from koppeling.accounting.effects import effects
from koppeling.accounting.roles import Facts, Missing, hundredths, resolve
from koppeling.model.entries import Evidence
from koppeling.model.groups import UNSEEN, Group
from koppeling.model.mapping import Mapping, Row
from koppeling.model.movements import Movement, Part
from tests.scenario import OWN, mapping

E = 100
DAY = date(2026, 2, 2)
GROUP = Group("Zvw", "120001", "", "04000001", 0, "2026-01", "", 1, 100 * E, 100 * E)
OTHER = replace(GROUP, product="130001", month="2026-02")


def movement(chosen: Mapping, kind: str, **more: object) -> Movement:
    known: dict[str, object] = {
        "key": f"{kind}/x",
        "kind": kind,
        "date": DAY,
        "cents": 100 * E,
        "payer": "uzovi:5555",
        "law": "Zvw",
        "booking": chosen.booking,
        "version": 1,
        "evidence": (Evidence("f" * 64),),
        "item": "x",
        "invoice": "F1",
        "groups": (GROUP,),
    }
    return Movement(**(known | more))  # type: ignore[arg-type]


def desk(chosen: Mapping) -> Desk:
    return Desk("zorggroep", "noord", {1: chosen}, 1)


def with_rows(role: str, *rows: Row) -> Mapping:
    chosen = mapping()
    return chosen.model_copy(update={"accounts": {**chosen.accounts, role: rows}})


def test_a_movement_without_a_row_is_parked() -> None:
    chosen = mapping()
    made = draft(desk(chosen), movement(chosen, "rejected", policy="iets"))
    assert (made.entries, made.missing) == (
        (),
        (Missing("no_account", "rejected", "rejected iets"),),
    )
    assert effects(movement(chosen, "rejected", policy="iets")) == []


@pytest.mark.parametrize("opened", ["advance", "park"])
def test_what_is_awarded_and_not_paid_out_waits_for_the_mapping_of_today(opened: str) -> None:
    chosen = mapping(non_financial="park")
    then = mapping(non_financial=opened)
    given = movement(then, "awarded_non_financial", groups=(replace(GROUP, non_financial=E),))
    made = draft(Desk("zorggroep", "noord", {1: then, 2: chosen}, 2), given)
    words = "niet-financieel toegekend (non_financial = park)"
    assert made.missing == (Missing("no_account", "awarded_non_financial", words),)
    assert made.entries == ()
    answered = draft(Desk("zorggroep", "noord", {1: then, 2: mapping()}, 2), given)
    assert {p.role for e in answered.entries for p in e.postings} == {"advance", "debtor"}
    assert draft(desk(chosen), movement(chosen, "awarded")).missing == ()


def part(chosen: Mapping, *groups: Group, cents: int = 30 * E) -> Movement:
    told = {"policy": "part", "role": "revenue", "cents": cents, "groups": groups}
    return movement(chosen, "reclaimed", **told)


def test_a_part_stands_on_the_one_row_of_its_claim() -> None:
    chosen = mapping()
    made = draft(desk(chosen), part(chosen, GROUP, replace(GROUP, product="130001")))
    (entry,) = made.entries
    assert [(p.role, p.cents) for p in entry.postings] == [
        ("revenue", 30 * E),
        ("clearing", -30 * E),
    ]


def test_a_part_of_a_claim_on_two_rows_ties() -> None:
    chosen = with_rows("revenue", Row(account="8000"), Row(account="8001", product="13*"))
    made = draft(desk(chosen), part(chosen, GROUP, OTHER))
    assert [m.reason for m in made.missing] == ["account_tie"]
    assert "8000 / 8001" in made.missing[0].words


@pytest.mark.parametrize(
    ("group", "reason"),
    [(GROUP, "no_account"), (replace(GROUP, law="Wlz", product=UNSEEN), "claim_needed")],
)
def test_a_part_without_a_row_says_so(group: Group, reason: str) -> None:
    chosen = with_rows("revenue", Row(account="8001", law="Wlz", product="13*"))
    assert [m.reason for m in draft(desk(chosen), part(chosen, group)).missing] == [reason]


def test_groups_without_money_make_nothing() -> None:
    chosen = mapping()
    nothing = replace(GROUP, month="2026-02", declared=0, awarded=0)
    made = draft(desk(chosen), movement(chosen, "submitted", groups=(GROUP, nothing)))
    assert [e.period for e in made.entries] == ["2026-01"]
    credit = replace(GROUP, declared=-100 * E)
    both = movement(chosen, "submitted", groups=(GROUP, credit), cents=0)
    assert draft(desk(chosen), both).entries == ()


def test_a_row_without_a_percentage_is_none_for_a_percentage() -> None:
    chosen = with_rows("vat", Row(account="1500"))
    made = draft(desk(chosen), movement(chosen, "submitted", groups=(replace(GROUP, vat=2100),)))
    assert [(m.reason, m.role) for m in made.missing] == [("no_account", "vat")]
    assert [hundredths(x) for x in (21, "12.5", "x", "1.234", "9.")] == [
        2100,
        1250,
        None,
        None,
        900,
    ]


@pytest.mark.parametrize("bank", ["package", "koppeling"])
def test_an_explanation_that_was_booked_inside_goes_back_to_the_hold(bank: str) -> None:
    chosen = mapping(bank=bank)
    parts = (
        Part(60 * E, "uzovi:5555", "clearing", "Zvw", "x", "F1", 1),
        Part(40 * E, "uzovi:5555", "advance"),
    )
    told = {"item": "", "invoice": "", "groups": (), "iban": OWN, "parts": parts}
    paid = movement(chosen, "paid", **told)
    booked = draft(desk(chosen), paid).entries
    assert [e.own for e in booked] == ([False, True] if bank == "package" else [True])
    back = replace(
        paid, key="reversed/explained/x", kind="reversed", of="explained/x", mirror=paid, parts=()
    )
    mirrors = draft(replace(desk(chosen), entries_of=lambda _: booked), back).entries
    assert all(e.own for e in mirrors)
    assert [e.of for e in mirrors] == [e.key for e in booked if e.own]
    (entry,) = mirrors
    assert sorted((p.role, p.cents) for p in entry.postings) == [
        ("advance", 40 * E),
        ("clearing", -40 * E),
    ]


def test_a_receipt_without_an_account_for_a_part_is_not_booked() -> None:
    chosen = mapping(bank="package")
    parts = (Part(60 * E, "uzovi:5555", "interest"), Part(40 * E, "uzovi:5555", "advance"))
    told = {"item": "", "invoice": "", "groups": (), "iban": OWN, "parts": parts}
    made = draft(desk(chosen), movement(chosen, "paid", **told))
    assert made.entries == ()
    assert [(m.reason, m.role) for m in made.missing] == [("no_account", "interest")]
    nowhere = chosen.model_copy(update={"accounts": {**chosen.accounts, "clearing": ()}})
    lost = draft(desk(nowhere), movement(nowhere, "paid", **(told | {"parts": ()})))
    assert [(m.reason, m.role) for m in lost.missing] == [("no_account", "clearing")]


def test_an_explanation_without_a_hold_is_not_taken_back() -> None:
    chosen = mapping(bank="koppeling")
    parts = (Part(100 * E, "uzovi:5555", "clearing", "Zvw", "x", "F1", 1),)
    told = {"item": "", "invoice": "", "groups": (), "iban": OWN, "parts": parts}
    paid = movement(chosen, "paid", **told)
    booked = draft(desk(chosen), paid).entries
    back = replace(paid, key="reversed/explained/x", kind="reversed", of="explained/x", mirror=paid)
    nowhere = chosen.model_copy(update={"accounts": {**chosen.accounts, "clearing": ()}})
    for used in (chosen, nowhere):  # it is on the hold already, or there is none
        assert draft(replace(desk(used), entries_of=lambda _: booked), back).entries == ()


@pytest.mark.parametrize(
    ("product", "account"), [("120001", "8001"), ("12000", "8000"), ("1200010", "8000")]
)
def test_a_product_without_a_star_is_itself_only(product: str, account: str) -> None:
    rows = Row(account="8000"), Row(account="8001", product="120001")
    found = resolve(with_rows("revenue", *rows), "revenue", Facts(law="Zvw", product=product))
    assert isinstance(found, Row)
    assert found.account == account
