"""Every condition and every target of the rows of a role, against the words of the contract.

1. A row fits when each of its conditions holds; of those that fit the one with most conditions
   wins, then the longest product. Two that are equal tie, whatever their accounts; none is a gap.
2. The order of the rows in the file and the spelling of a payer change nothing.
3. What a row targets stands on the posting: account, debtor, cost centre, cost carrier, VAT code.
4. An entry stands in one journal: that of its rows, else the package's; two that differ tie. A bank
   line stands in the bank journal of its account, whatever other rows name.
5. Switches come from the most specific `[[booking_for]]`: payer and law, payer, law, none.
6. VAT: a percentage posts net and VAT on the row of that percentage; 0 % posts the package's exempt
   code; with `awarded` a VAT row is refused.
"""

import random
import re
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.accounting.mapping_file import read_mapping
from koppeling.accounting.roles import Facts, Missing, hundredths, resolve
from koppeling.model.book import Book
from koppeling.model.mapping import CONDITIONS, BookingFor, Mapping, Row
from tests import sizes
from tests.scenario import MAPPING, OWN, Case, accounts, balances, mapping, parked
from tests.stories import SECOND, Story

E = 100
VALUES: dict[str, list[Any]] = {
    "law": ["Zvw", "Wlz"],
    "payer": ["uzovi:5555", "gemeente:9999"],
    "product": ["12*", "1200*", "120001", "13*"],
    "category": ["041", "042"],
    "agb": ["04000001", "04000002"],
    "year": [2025, 2026],
    "vat": [0, 9, "21"],
    "iban": [OWN, SECOND],
    "reason": ["CM96", "CM89"],
}
FACTS: dict[str, list[Any]] = {
    **VALUES,
    "payer": ["uzovi:5555", "zorgkantoor:5555", "gemeente:9999", ""],
    "product": ["120001", "129999", "13", "", "999"],
    "vat": [0, 900, 2100, None],
}

rows = st.lists(
    st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in VALUES.items()}),
    min_size=0,
    max_size=7,
)
facts = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in FACTS.items()})


def with_rows(made: list[dict[str, Any]]) -> tuple[Mapping, tuple[Row, ...]]:
    found = tuple(Row(**row, account=str(8000 + n)) for n, row in enumerate(made))
    base = mapping()
    return base.model_copy(update={"accounts": {**base.accounts, "revenue": found}}), found


def says(name: str, wanted: Any, known: Any) -> bool:
    """A condition in the words of the contract."""
    if known in {"", None}:
        return False
    if name == "product":
        whole = wanted.removesuffix("*")
        return bool(known.startswith(whole)) if wanted.endswith("*") else bool(known == wanted)
    if name == "payer":
        return bool(known.replace("zorgkantoor", "uzovi") == wanted)
    return bool(known == (hundredths(wanted) if name == "vat" else wanted))


@given(made=rows, known=facts, dice=st.randoms(use_true_random=False))
def test_the_row_of_a_role(
    made: list[dict[str, Any]], known: dict[str, Any], dice: random.Random
) -> None:
    chosen, found = with_rows(made)
    fitting = [
        row
        for row, given_ in zip(found, made, strict=True)
        if all(says(name, value, known.get(name, "")) for name, value in given_.items())
    ]

    def weight(row: Row) -> tuple[int, int]:
        named = [n for n in CONDITIONS if getattr(row, n) is not None]
        return len(named), len((row.product or "").removesuffix("*"))

    best = max(map(weight, fitting), default=None)
    winners = [row for row in fitting if weight(row) == best]
    shuffled = list(found)
    dice.shuffle(shuffled)
    other = chosen.model_copy(update={"accounts": {**chosen.accounts, "revenue": tuple(shuffled)}})
    for each in (chosen, other):
        answer = resolve(each, "revenue", Facts(**known))
        if not winners:
            assert isinstance(answer, Missing)
            assert answer.reason == "no_account"
        elif len(winners) == 1:
            assert answer == winners[0]
        else:
            assert isinstance(answer, Missing)
            assert answer.reason == "account_tie"
            assert all(row.account in answer.words for row in winners)


def test_each_condition_alone_decides() -> None:
    """With every fact known, one fact less or other makes the row that asks it not fit."""
    known = {name: values[0] for name, values in FACTS.items()}
    for name, values in VALUES.items():
        wanted = next(v for v in values if says(name, v, known[name]))
        chosen, (fallback, row) = with_rows([{}, {name: wanted}])
        assert resolve(chosen, "revenue", Facts(**known)) == row
        nothing = None if name in {"year", "vat"} else ""
        assert resolve(chosen, "revenue", Facts(**{**known, name: nothing})) == fallback


TARGETS = {"debtor": "D9", "cost_centre": "KP1", "cost_carrier": "KD2", "vat_code": "V3"}


@pytest.mark.parametrize("name", TARGETS)
def test_each_target_stands_on_the_posting(name: str) -> None:
    text = MAPPING.replace('revenue = "8000"', "") + (
        f'\n[[accounts.revenue]]\naccount = "8000"\n{name} = "{TARGETS[name]}"\n'
    )
    (entry,) = Case().claim("F1", 500 * E).book(mapping(text)).entries
    found = {p.role: dict(p.dimensions) for p in entry.postings}
    assert found["revenue"][name] == TARGETS[name]
    assert name == "debtor" or name not in found["debtor"]


def journals(**named: str) -> str:
    """The mapping with rows that name a journal; '' = a row that names none."""
    head, tail = MAPPING.split("[accounts]")
    for role, journal in named.items():
        (account,) = re.findall(rf'^{role} = "(\d+)"$', tail, re.MULTILINE)
        row = f'\n[[accounts.{role}]]\naccount = "{account}"\n'
        row += f'journal = "{journal}"\n' if journal else ""
        tail = tail.replace(f'{role} = "{account}"\n', "") + row
    return f"{head}[accounts]{tail}"


def in_journals(book: Book) -> dict[str, str]:
    return {e.movement.partition("/")[0]: e.journal for e in book.entries}


def test_an_entry_stands_in_the_one_journal_of_its_rows() -> None:
    case = Case().claim("F1", 500 * E).answer("F1").bank(500 * E, "declaratie F1")
    text = journals(revenue="OMZ", debtor="OMZ", bank="BNK2", clearing="")
    book = case.book(mapping(text))
    assert in_journals(book) == {"submitted": "OMZ", "awarded": "OMZ", "paid": "BNK2"}
    assert {e.journal for e in case.book().entries} == {"MEM"}


def test_two_journals_for_one_entry_tie_and_it_parks() -> None:
    case = Case().claim("F1", 500 * E)
    book = case.book(mapping(journals(revenue="OMZ", debtor="VRK")))
    assert parked(book) == [("account_tie", 500 * E, None)]
    assert "OMZ / VRK" in book.parked[0].about
    assert book.entries == ()


def test_a_bank_line_stands_in_the_journal_of_its_account() -> None:
    """Whatever the other rows name; only where the bank's row names none do they decide."""
    case = Case().claim("F1", 500 * E).answer("F1").bank(500 * E, "declaratie F1")
    assert in_journals(case.book(mapping(journals(bank="BNK2", clearing="TUS"))))["paid"] == "BNK2"
    assert in_journals(case.book(mapping(journals(clearing="TUS"))))["paid"] == "TUS"
    story = Story().claim("F1", 500 * E).answer("F1")
    story.line(500 * E, "declaratie F1", own=SECOND)
    text = journals(bank="BNK2").replace(f'iban = ["{OWN}"]', f'iban = ["{OWN}", "{SECOND}"]', 1)
    text += f'\n[[accounts.bank]]\niban = "{SECOND}"\naccount = "1101"\njournal = "BNK3"\n'
    book = story.told(mapping(text))
    assert in_journals(book)["paid"] == "BNK3"
    assert "1101" in accounts(book)


SWITCH = st.sampled_from(["month", "claim", "line"])
LABELS = st.sampled_from([None, "uzovi:5555", "zorgkantoor:5555", "gemeente:9999"])
PAIRS = st.lists(
    st.tuples(st.sampled_from([None, "Zvw", "Wlz"]), LABELS, SWITCH),
    max_size=5,
    unique_by=lambda r: (r[0], r[1] and r[1].replace("zorgkantoor", "uzovi")),
)


@given(pairs=PAIRS, law=st.sampled_from(["Zvw", "Wlz", "Jw"]), payer=LABELS)
def test_the_most_specific_exception_wins(
    pairs: list[tuple[Any, Any, str]], law: str, payer: str | None
) -> None:
    usable = [p for p in pairs if p[0] or p[1]]
    made = tuple(BookingFor(law=w, payer=p, detail=d) for w, p, d in usable)
    chosen = mapping(detail="month").model_copy(update={"booking_for": made})

    def fits(row: tuple[Any, Any, str]) -> bool:
        same = row[1] is None or (
            payer is not None
            and row[1].replace("zorgkantoor", "uzovi") == payer.replace("zorgkantoor", "uzovi")
        )
        return same and row[0] in {None, law}

    def weight(row: tuple[Any, Any, str]) -> tuple[bool, bool]:
        return row[1] is not None, row[0] is not None

    best = max((row for row in usable if fits(row)), key=weight, default=None)
    for order in list(permutations(made))[: sizes.of(6, 120)]:
        each = chosen.model_copy(update={"booking_for": order})
        assert each.booking_of(payer or "", law).detail == (best[2] if best else "month")


def test_zero_percent_posts_the_exempt_code_of_the_package() -> None:
    case = Case().claim("F1", 500 * E)
    text = MAPPING.replace('kind = "files"', 'kind = "files"\nexempt_code = "VRIJ"')
    (entry,) = case.book(mapping(text)).entries
    codes = {p.role: dict(p.dimensions).get("vat_code") for p in entry.postings}
    assert codes == {"debtor": None, "revenue": "VRIJ"}
    row = '\n[[accounts.revenue]]\naccount = "8000"\nvat_code = "EIGEN"\n'
    (entry,) = case.book(mapping(text.replace('revenue = "8000"\n', "") + row)).entries
    assert [dict(p.dimensions).get("vat_code") for p in entry.postings] == [None, "EIGEN"]
    (entry,) = case.book().entries
    assert not [p for p in entry.postings if "vat_code" in dict(p.dimensions)]


TAXED = MAPPING.replace('kind = "files"', 'kind = "files"\nexempt_code = "VRIJ"') + (
    '\n[[accounts.vat]]\nvat = 21\naccount = "1500"\nvat_code = "1H"\n'
)


@pytest.mark.parametrize("policy", ["hold", "debtor", "reverse"])
def test_s39_a_taxed_product_that_is_partly_rejected(policy: str) -> None:
    """Revenue net; the rejected part keeps its VAT until it is taken off revenue."""
    case = Case().claim("F1", [121 * E, 242 * E], vat=2100).answer("F1", [121 * E, 0])
    book = case.book(mapping(TAXED, rejected=policy))
    off = policy == "reverse"
    assert balances(book) == {
        "clearing": 121 * E,
        **{"hold": {"rejected": 242 * E}, "debtor": {"debtor": 242 * E}}.get(policy, {}),
        "revenue": -100 * E if off else -300 * E,
        "vat": -21 * E if off else -63 * E,
    }
    codes = {dict(p.dimensions).get("vat_code") for e in book.entries for p in e.postings}
    assert "VRIJ" not in codes


@pytest.mark.parametrize("detail", ["month", "claim", "line"])
def test_vat_of_each_line_is_its_own(detail: str) -> None:
    """Every cent stands on revenue or VAT; line by line each is rounded as its own invoice line."""
    dice = sizes.generator(f"vat {detail}")
    for _ in range(sizes.of(5, 100)):
        amounts = [dice.randrange(1, 999) for _ in range(dice.randrange(1, 9))]
        book = Case().claim("F1", amounts, vat=2100).book(mapping(TAXED, detail=detail))
        found = balances(book)
        assert found["debtor"] + found.get("revenue", 0) + found.get("vat", 0) == 0
        exact = sum(amounts) * 21
        allowed = (len(amounts) if detail == "line" else 1) * 121
        assert abs(found.get("vat", 0) * -121 - exact) <= allowed


@pytest.mark.parametrize("law", ["", 'law = "Wlz"'])
def test_awarded_with_a_vat_row_is_refused(law: str) -> None:
    text = TAXED.replace('recognise = "outstanding"', 'recognise = "awarded"')
    if law:
        text = TAXED + f'\n[[booking_for]]\n{law}\nrecognise = "awarded"\n'
    found, problems, _ = read_mapping(text.encode())
    assert found is None
    assert [p.code for p in problems if p.level == "error"] == ["mapping_conflict"]


def test_claims_by_the_package_with_awarded_are_refused() -> None:
    text = MAPPING.replace('recognise = "outstanding"', 'recognise = "awarded"\nclaims = "package"')
    found, problems, _ = read_mapping(text.encode())
    assert found is None
    assert any("twee keer" in p.message() for p in problems)


def test_a_mark_of_the_payer_chooses_the_account() -> None:
    """`reason` on a receipt that a person explained: the payer's own word decides the row."""
    chosen, (fallback, row) = with_rows([{}, {"reason": "CM96"}])
    assert resolve(chosen, "revenue", Facts(reason="CM96")) == row
    assert resolve(chosen, "revenue", replace(Facts(), reason="CM12")) == fallback
