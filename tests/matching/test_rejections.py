"""Parts of rejections, and how long each can be saved, at their edges.

1. A part is told when it is all of a return code or a month and nothing else is as much, or when
   all of the rejection books alike; whatever is told adds up to the part, and the rest stays.
2. Cents by last day add up to what is open; the months of care that are left decide the days.
3. A term of a pack holds for the care that it names; the contract in the mapping goes before it.
"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.matching.derive import Derived
from koppeling.matching.facts import View
from koppeling.matching.portions import Portion
from koppeling.model.groups import Group
from koppeling.model.mapping import Payer
from koppeling.model.pack_schema import CountsFrom
from koppeling.model.payer_terms import claim_term, client_is_barred, last_day
from tests.matching.nouns import TOWN, Files, answer, claim, concluded, view_of
from tests.matching.verdicts import decision, ruled

CODES = (("3010", "2026-01"), ("3020", "2026-01"), ("3010", "2026-03"))
SENT = claim("F260001", (1000, 2000, 4000))


def answered() -> Files:
    """Three products wholly rejected: 1000 and 4000 for one code, 1000 and 2000 of one month."""
    said = answer(SENT, (0, 0, 0))
    groups = zip(said.groups, CODES, strict=True)
    judged = tuple(replace(g, code=code, month=month) for g, (code, month) in groups)
    sent = replace(SENT, groups=tuple(replace(g, code="") for g in judged))
    return [sent, replace(said, groups=judged)]


def decided(*rows: tuple[str, int | None], view: View | None = None) -> Derived:
    used = view or view_of()
    seen = concluded(*answered(), view=used)
    made = [
        ruled(decision("rejection", "F260001", target, cents, date(2026, 3, i + 1)), seen)
        for i, (target, cents) in enumerate(rows)
    ]
    return concluded(*answered(), rulings=made, view=used)


@pytest.mark.parametrize(
    ("cents", "products"),
    [
        (2000, ["1"]),  # code 3020
        (5000, ["0", "2"]),  # code 3010
        (3000, ["0", "1"]),  # January
        (4000, ["2"]),  # March
        (7000, ["0", "1", "2"]),
        (1000, None),  # one product: of no code and no month alone
        (6000, None),
        (1, None),
    ],
)
@pytest.mark.parametrize("switches", [{}, {"rejected": "debtor"}, {"recognise": "awarded"}])
def test_a_part_is_of_a_code_or_a_month(
    cents: int, products: list[str] | None, switches: dict[str, object]
) -> None:
    target = "client" if switches.get("recognise") else "revenue"
    found = decided((target, cents), view=view_of(**switches))
    made = [m for m in found.movements if m.kind == "decided_rejection"]
    if products is None:
        assert made == []
        assert "niet te zeggen" in found.idle[0][2]
    else:
        assert [g.product for m in made for g in m.groups] == products
        assert [(m.cents, sum(g.rejected for g in m.groups)) for m in made] == [(cents, cents)]


def test_what_does_not_touch_revenue_may_be_any_part_but_then_the_rest_is_not_told() -> None:
    found = decided(("writeoff", 1500), ("client", 500), ("revenue", None))
    made = [(m.role, m.cents) for m in found.movements if m.kind == "decided_rejection"]
    assert made == [("writeoff", 1500), ("client", 500)]
    assert [why for _, why, _ in found.idle] == ["decision_refused"]
    assert [i.rejected for i in found.items] == [5000]


def test_a_part_and_then_the_rest() -> None:
    found = decided(("revenue", 5000), ("prior", None))
    made = [m for m in found.movements if m.kind == "decided_rejection"]
    assert [[g.product for g in m.groups] for m in made] == [["0", "2"], ["1"]]
    assert found.rejections == ()


def test_two_codes_of_one_amount_are_not_told_apart() -> None:
    made = (Group("Zvw", p, "", "", 0, "2026-01", code, 1, 500) for p, code in ("a1", "b2", "c2"))
    portion = Portion(tuple(made))
    assert portion.of(500)[0].product == "a"
    twins = tuple(replace(g, code=g.product) for g in portion.groups)
    assert Portion(twins).of(500) == ()


groups = st.lists(
    st.builds(
        Group, st.just("Zvw"), st.sampled_from("ab"), st.just(""), st.just(""), st.just(0),
        st.sampled_from(["2026-01", "2026-02"]), st.sampled_from(["1", "2", "3"]), st.just(1),
        st.integers(1, 9),
    ),
    min_size=1, max_size=5, unique_by=lambda g: (g.product, g.month, g.code),
)  # fmt: skip


@given(groups, st.lists(st.integers(1, 30), max_size=4))
def test_what_is_told_adds_up_and_the_rest_stays(found: list[Group], parts: list[int]) -> None:
    portion = Portion(tuple(found))
    left = sum(g.rejected for g in found)
    for cents in parts:
        if cents > left:
            continue
        told = portion.of(cents)
        assert not told or sum(g.rejected for g in told) == cents
        portion.take(cents, told)
        left -= cents
        assert sum(portion.by_month(left).values()) == left
    assert not left or portion.loose or portion.of(left) == portion.groups


def by_payer(**keys: object) -> View:
    """The town with these keys in the mapping."""
    view = view_of()
    payers = tuple(p.model_copy(update=keys) if p.label == TOWN else p for p in view.mapping.payers)
    return replace(view, versions={1: view.mapping.model_copy(update={"payers": payers})})


def test_cents_by_last_day() -> None:
    view = by_payer(claim_within_months=12)
    january, march = date(2027, 1, 31), date(2027, 3, 31)
    (found,) = decided(view=view).rejections
    assert found.terms == ((january, 3000), (march, 4000))
    (found,) = decided(("revenue", 3000), view=view).rejections
    assert found.terms == ((march, 4000),)
    (found,) = decided(("writeoff", 100), view=view).rejections
    assert found.terms == ((january, 6900),)
    (found,) = decided().rejections
    assert found.terms == ((None, 7000),)


def test_a_credit_that_is_rejected_has_nothing_to_save() -> None:
    sent = claim("F260002", -500)
    (found,) = concluded(sent, answer(sent, 0), view=by_payer(claim_within_months=1)).rejections
    assert found.terms == ((None, -500),)


def payer(pack: str, **keys: object) -> Payer:
    return Payer.model_validate({"ids": ["uzovi:1001"], "name": "x", "pack": pack} | keys)


@pytest.mark.parametrize(
    ("pack", "standard", "term"),
    [
        ("generic", "PM304", None),
        ("vgz", "VK301", (12, "service")),
        ("vgz", "VK302", (12, "service")),
        ("vgz", "PM304", None),
        ("cz", "PM304", None),
    ],
)
def test_a_term_holds_for_the_care_that_it_names(
    pack: str, standard: str, term: tuple[int, CountsFrom] | None
) -> None:
    assert claim_term(payer(pack), standard) == term
    own = payer(pack, claim_within_months=6)
    assert claim_term(own, standard) == (6, "service_month")


def test_a_bar_names_its_source_and_holds_for_contracted_care() -> None:
    assert client_is_barred(payer("vgz"), "PM304").startswith("cooperatievgz.nl")
    assert client_is_barred(payer("vgz", contracted=False), "PM304") == ""
    assert client_is_barred(payer("vgz"), "MZ301") == ""
    assert client_is_barred(payer("generic"), "PM304") == ""


@given(st.integers(1, 120), st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_a_last_day_is_so_many_months_later(months: int, day: date) -> None:
    month = f"{day:%Y-%m}"
    by_answer = last_day(months, "answer", "", day)
    by_day = last_day(months, "service", month, None)
    by_month = last_day(months, "service_month", month, None)
    assert by_answer
    assert by_day
    assert by_month
    for found in (by_answer, by_day, by_month):
        assert (found.year - day.year) * 12 + found.month - day.month == months
    assert by_answer.day <= day.day
    assert by_day.day == 1
    assert (by_month.replace(day=28) - by_month).days <= 0
    assert last_day(months, "service", "", day) is None
    assert last_day(months, "answer", month, None) is None
