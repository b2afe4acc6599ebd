"""A GDS802 names its lines by number; what they are stands in the GDS801.

1. Claim and answer give the same books, by product, in both orders of arrival, in all four schemes,
   whether the lines awarded in full are repeated or not.
2. Declared = awarded + not financial + rejected, per product, to the cent; credits count negative.
3. A return by VECOZO books nothing, also when it does not say whose answer it stands for.
4. Without its claim an answer is booked by its totals where one row fits whatever its lines are;
   where the mapping asks what nobody has read, nothing is booked until the claim is there.
5. An answer whose lines and totals fit no reading of its claim is refused, and the claim stands.
"""

import itertools
from collections.abc import Mapping as Figures
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats.gds_write import Parties, Performed, answer, claim, returned
from koppeling.matching.by_reference import Difference, by_reference
from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Group
from koppeling.settle.offline import Offline, with_scheme
from tests.formats.damage import one
from tests.scenario import (
    AGB,
    CLIENTS,
    KEY,
    MAPPING,
    SCHEME_NAMES,
    Case,
    accounts,
    balances,
    booked,
    mapping,
    parked,
    per_year,
    settled,
)
from tests.settle.test_closing import adopt, step

E = 100
PRODUCTS = (
    """revenue = "8000"
""",
    """
[[accounts.revenue]]
account = "8000"
[[accounts.revenue]]
product = "CO*"
account = "8021"
[[accounts.revenue]]
product = "TC*"
account = "8022"
""",
)
WHO = Parties("5555", AGB, "G100001", date(2026, 2, 2))
SAID = date(2026, 2, 10)
JANUARY = date(2026, 1, 31)


def by_product() -> str:
    """The mapping with an account a product."""
    before, after = PRODUCTS
    text = MAPPING.replace(before, "")
    return text.replace("\n[[payers]]", after + "\n[[payers]]", 1)


def lines(*amounts: int, product: str = "CO0001") -> list[Performed]:
    return [
        Performed(CLIENTS[i % len(CLIENTS)], product, cents, JANUARY, f"R{i}")
        for i, cents in enumerate(amounts)
    ]


SENT = [
    *lines(600 * E, 250 * E),
    Performed(CLIENTS[0], "TC0001", 150 * E, JANUARY, "T1"),
    Performed(CLIENTS[1], "TC0002", -40 * E, date(2025, 12, 31), "T2", previous="OUD1"),
]
CLAIM = claim(WHO, SENT)


ANSWERS: dict[str, bytes] = {
    "in full": answer(WHO, SAID, SENT),
    "in full, no line": answer(WHO, SAID, SENT, repeat=False),
    "partly": answer(WHO, SAID, SENT, awarded={"R1": 200 * E}, codes={"R1": "0611"}),
    "partly, the rest not repeated": answer(
        WHO, SAID, SENT, awarded={"R1": 200 * E}, codes={"R1": "0611"}, repeat=False
    ),
    "a line rejected": answer(
        WHO, SAID, SENT, awarded={"T1": 0}, codes={"T1": "9334"}, repeat=False
    ),
    "a credit rejected": answer(
        WHO, SAID, SENT, awarded={"T2": 0}, codes={"T2": "8062"}, repeat=False
    ),
    "not financial": answer(WHO, SAID, SENT, non_financial={"R1": 250 * E}),
    "not financial, no line": answer(WHO, SAID, SENT, non_financial={"R1": 250 * E}, repeat=False),
    "all not financial, no line": answer(
        WHO, SAID, SENT, non_financial={x.reference: x.cents for x in SENT}, repeat=False
    ),
    "rejected": answer(
        WHO,
        SAID,
        SENT,
        awarded=dict.fromkeys((x.reference for x in SENT), 0),
        codes=dict.fromkeys((x.reference for x in SENT), "9334"),
    ),
    "rejected by the header": answer(WHO, SAID, SENT, header=["8073"], totals=(0, 0), repeat=False),
    "returned": returned(WHO, SAID, SENT, codes={"R1": "9334"}),
    "returned, no insurer": returned(WHO, SAID, SENT, header=["9262"]),
}


@pytest.mark.parametrize("text", [MAPPING, by_product()], ids=["one row", "by product"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("name", ANSWERS)
def test_claim_and_answer_in_both_orders(name: str, scheme: str, text: str) -> None:
    once = booked([CLAIM, ANSWERS[name]], with_scheme(mapping(text), scheme))
    for files in itertools.permutations([CLAIM, ANSWERS[name]]):
        book = settled(files, with_scheme(mapping(text), scheme))
        assert book.items == once.items
        assert per_year(book) == per_year(once)
        assert parked(book) == parked(once)
        assert {f.outcome for f in book.files} == {"used"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("in full", {"debtor": 0, "clearing": 960}),
        ("in full, no line", {"clearing": 960}),
        ("partly", {"clearing": 910, "rejected": 50}),
        ("partly, the rest not repeated", {"clearing": 910, "rejected": 50}),
        ("a line rejected", {"clearing": 810, "rejected": 150}),
        ("a credit rejected", {"clearing": 1000, "rejected": -40}),
        ("not financial", {"clearing": 710, "advance": 250}),
        ("not financial, no line", {"clearing": 710, "advance": 250}),
        ("all not financial, no line", {"advance": 960}),
        ("rejected", {"rejected": 960}),
        ("rejected by the header", {"rejected": 960}),
    ],
)
def test_what_an_answer_books(name: str, expected: Figures[str, int]) -> None:
    book = booked([CLAIM, ANSWERS[name]], mapping())
    revenue = {"revenue": -1000 * E, "revenue_prior": 40 * E}
    assert balances(book) == {k: v * E for k, v in expected.items() if v} | revenue


@pytest.mark.parametrize("scheme", ["awarded+clearing", "awarded"])
def test_awarded_revenue_stands_on_the_row_of_its_product(scheme: str) -> None:
    chosen = with_scheme(mapping(by_product()), scheme)
    found = {name: accounts(booked([CLAIM, data], chosen)) for name, data in ANSWERS.items()}
    position = {"awarded+clearing": "1390", "awarded": "1300"}[scheme]
    full = {position: 960 * E, "8021": -850 * E, "8022": -150 * E, "8990": 40 * E}
    assert found["in full"] == found["in full, no line"] == full
    partly = full | {position: 910 * E, "8021": -800 * E}
    assert found["partly"] == found["partly, the rest not repeated"] == partly
    assert found["not financial"] == full | {position: 710 * E, "1650": 250 * E}
    assert found["rejected"] == found["returned"] == {}


@pytest.mark.parametrize("name", ["returned", "returned, no insurer"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_a_return_by_vecozo_is_no_rejection(name: str, scheme: str) -> None:
    book = booked([CLAIM, ANSWERS[name]], with_scheme(mapping(), scheme))
    assert balances(book) == {}
    assert parked(book) == []


def test_a_return_without_insurer_of_an_unknown_claim_waits_for_it() -> None:
    book = booked([ANSWERS["returned, no insurer"]], mapping())
    assert parked(book) == [("claim_needed", 960 * E, None)]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_the_corrected_claim_after_a_return_opens_again(scheme: str) -> None:
    better = [replace(x, cents=x.cents + E) for x in SENT]
    later = replace(WHO, day=date(2026, 2, 12))
    files = [CLAIM, ANSWERS["returned"], claim(later, better)]
    files.append(answer(later, date(2026, 2, 20), better, repeat=False))
    book = booked(files, with_scheme(mapping(), scheme))
    assert [(i.invoice, i.remaining) for i in book.items if i.remaining] == [("G100001", 964 * E)]
    assert parked(book) == []


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_without_its_claim_it_is_booked_by_its_totals(scheme: str) -> None:
    book = booked([ANSWERS["partly"]], with_scheme(mapping(), scheme))
    if scheme.startswith("outstanding"):
        position = "clearing" if scheme.endswith("clearing") else "debtor"
        expected = {position: 910 * E, "rejected": 50 * E, "revenue": -960 * E}
    else:
        position = "clearing" if scheme.endswith("clearing") else "debtor"
        expected = {position: 910 * E, "revenue": -910 * E}
    assert balances(book) == expected


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_where_the_product_chooses_the_row_it_waits_for_the_claim(scheme: str) -> None:
    book = booked([ANSWERS["in full"]], with_scheme(mapping(by_product()), scheme))
    assert "revenue" not in balances(book)
    assert {p.reason for p in book.parked} == {"claim_needed"}
    assert (
        settled([ANSWERS["in full"], CLAIM], with_scheme(mapping(by_product()), scheme)).parked
        == ()
    )


@pytest.mark.parametrize(
    ("condition", "waits"),
    [
        ('product = "CO*"', True),
        ('category = "071"', True),
        ('agb = "94000001"', True),
        ('law = "Zvw"', False),
        ('law = "Wlz"', False),
        ('payer = "uzovi:5555"', False),
        ("year = 2026", False),
        ('law = "Wlz"\nproduct = "CO*"', False),
    ],
)
def test_only_what_a_line_says_is_waited_for(condition: str, waits: bool) -> None:
    before, _ = PRODUCTS
    fallback = '[[accounts.revenue]]\naccount = "8000"\n'
    rows = f'{fallback}[[accounts.revenue]]\naccount = "8021"\n{condition}\n\n[[payers]]'
    text = MAPPING.replace(before, "").replace("[[payers]]", rows, 1)
    book = booked([answer(WHO, SAID, lines(100 * E))], mapping(text))
    assert [p.reason for p in book.parked] == (["claim_needed"] if waits else [])


def test_what_may_hold_vat_is_not_booked_without_it() -> None:
    text = MAPPING.replace(
        "\n[[payers]]", '\n[[accounts.vat]]\nvat = 21\naccount = "1500"\n\n[[payers]]', 1
    )
    taxed = [replace(x, vat=2100) for x in lines(121 * E)]
    said = answer(WHO, SAID, taxed)
    assert {p.reason for p in booked([said], mapping(text)).parked} == {"claim_needed"}
    whole = booked([said, claim(WHO, taxed)], mapping(text))
    assert balances(whole) == {"clearing": 121 * E, "revenue": -100 * E, "vat": -21 * E}


def test_a_credit_without_a_product_waits_where_the_product_chooses_the_row() -> None:
    credit = [Performed(CLIENTS[0], "", -40 * E, JANUARY, "C1", previous="OUD1")]
    assert balances(booked([claim(WHO, credit)], mapping())) == {
        "debtor": -40 * E,
        "revenue": 40 * E,
    }
    book = booked([claim(WHO, credit)], mapping(by_product()))
    assert [p.reason for p in book.parked] == ["claim_needed"]


def wrong(**more: object) -> bytes:
    """An answer that repeats only a rejected line, so that nobody can see alone what is wrong."""
    rejected = {"awarded": {"T1": 0}, "codes": {"T1": "9334"}, "repeat": False}
    return answer(WHO, SAID, SENT, **rejected, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_totals_that_no_reading_explains_are_refused(scheme: str) -> None:
    broken = wrong(totals=(810 * E - 1, 0))
    assert not one(broken).header.refused, "not to be seen without the claim"
    for files in itertools.permutations([CLAIM, broken]):
        book = settled(files, with_scheme(mapping(), scheme))
        assert ("refused", 960 * E, None) in parked(book)
        (c1,) = [i for i in book.identities if i.name == "C1"]
        assert (c1.holds, c1.difference) == (False, 1)
        assert [(p.code, dict(p.figures)) for f in book.files for p in f.problems] == [
            ("totals_differ", {"what": "C1", "lines": "81000", "stated": "80999"})
        ]
        outstanding = scheme.startswith("outstanding")
        assert balances(book).get("debtor", 0) == (960 * E if outstanding else 0)


def test_a_good_answer_after_a_broken_one_is_used() -> None:
    book = booked([CLAIM, wrong(totals=(810 * E - 1, 0)), wrong()], mapping())
    assert balances(book)["clearing"] == 810 * E


def test_lines_of_another_claim_contradict() -> None:
    others = [replace(x, reference=f"X{x.reference}") for x in SENT]
    said = answer(WHO, SAID, others)
    assert parked(booked([CLAIM, said], mapping())) == [("contradicts", 960 * E, None)]


def test_two_lines_under_one_number_contradict() -> None:
    twice = CLAIM.replace(b">R1<", b">R0<")
    assert ("contradicts", 960 * E, None) in parked(booked([twice, wrong()], mapping()))
    said = answer(WHO, SAID, SENT, awarded={"R0": 0, "R1": 0}, codes={"R0": "9334", "R1": "9334"})
    again = said.replace(b">R1<", b">R0<")
    assert ("contradicts", 960 * E, None) in parked(booked([CLAIM, again], mapping()))


def test_s28_not_financial_with_its_payment() -> None:
    sent = lines(600 * E, 400 * E)
    for repeat in (True, False):
        said = answer(WHO, SAID, sent, non_financial={"R1": 400 * E}, repeat=repeat)
        case = Case(files=[claim(WHO, sent), said]).bank(600 * E, "declaratie G100001")
        book = case.book()
        assert balances(book) == {"bank": 600 * E, "advance": 400 * E, "revenue": -1000 * E}
        assert parked(book) == []


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_not_financial_waits_where_the_mapping_asks_and_is_booked_when_it_says_so(
    scheme: str,
) -> None:
    sent = lines(600 * E, 400 * E)
    files = [claim(WHO, sent), answer(WHO, SAID, sent, non_financial={"R1": 400 * E})]
    chosen = with_scheme(mapping(), scheme)
    asks = chosen.booking.model_copy(update={"non_financial": "park"})
    office = Offline(chosen.model_copy(update={"booking": asks}), KEY)
    office.adopt()
    waits = step(office, *files)
    assert "advance" not in balances(waits)
    assert parked(waits) == [("no_account", 400 * E, None)]
    adopt(office, 2, chosen)
    booked_after = step(office)
    assert balances(booked_after) == balances(booked(files, chosen))
    assert parked(booked_after) == []


AMOUNTS = st.integers(-50_000, 90_000).filter(bool)


@given(
    rows=st.lists(
        st.tuples(
            AMOUNTS,
            st.sampled_from(["CO0001", "TC0001"]),
            st.sampled_from(["full", "full", "other", "partly", "none"]),
        ),
        min_size=1,
        max_size=12,
    ),
    repeat=st.booleans(),
)
def test_an_answer_gives_each_product_what_its_lines_got(
    rows: list[tuple[int, str, str]],
    repeat: bool,
) -> None:
    sent = [
        Performed(CLIENTS[0], product, cents, JANUARY, f"R{i}")
        for i, (cents, product, _) in enumerate(rows)
    ]
    got = dict(zip(sent, (how for *_, how in rows), strict=True))
    asked, told = one(claim(WHO, sent)), one(answered(got, repeat=repeat))
    assert isinstance(asked, Claim)
    assert isinstance(told, Remittance)
    assert told.header.problems == ()
    groups = by_reference(asked, told)
    if isinstance(groups, Difference):  # credits and debits that only together come to the rest
        assert not repeat
        return
    assert groups is not None
    assert sum(g.awarded for g in groups) == told.awarded
    assert sum(g.non_financial for g in groups) == told.non_financial
    for product in {x.product for x in sent}:
        own = {x: how for x, how in got.items() if x.product == product}
        mine = [g for g in groups if g.product == product]
        assert sum(g.declared for g in mine) == sum(x.cents for x in own)
        given_ = sum(awarded(x, how) for x, how in own.items())
        assert sum(g.awarded + g.non_financial for g in mine) == given_


def awarded(line: Performed, how: str) -> int:
    """What a line got: `none` of it, half (`partly`), or all, with money or not (`other`)."""
    return {"none": 0, "partly": line.cents // 2}.get(how, line.cents)


def answered(got: dict[Performed, str], *, repeat: bool) -> bytes:
    """The answer that says of each line what it got."""
    less = {x.reference: awarded(x, how) for x, how in got.items() if how in {"none", "partly"}}
    return answer(
        WHO,
        SAID,
        list(got),
        awarded=less,
        non_financial={x.reference: x.cents for x, how in got.items() if how == "other"},
        codes=dict.fromkeys(less, "0611"),
        repeat=repeat,
    )


def test_a_line_with_a_code_that_was_awarded_in_full_is_no_rejection() -> None:
    sent = lines(100 * E, 50 * E)
    said = one(answer(WHO, SAID, sent, codes={"R1": "9853"}))
    asked = one(claim(WHO, sent))
    assert isinstance(asked, Claim)
    assert isinstance(said, Remittance)
    groups = by_reference(asked, said)
    assert groups == (
        Group("Zvw", "CO0001", "071", "94000001", 0, "2026-01", "", 2, 15_000, 15_000),
    )
