"""The worked cases of this part, S1 S2 S3 S9 S18 S19 S20 S21 S23 S29, in all four schemes.

What must hold: the end balances of the accounting's own tables, to the cent; every control
identity (checked by `booked`); and what is parked, with its figure.
"""

import pytest

from tests.scenario import (
    SCHEME_NAMES,
    STRANGER,
    TOWN,
    Case,
    balances,
    mapping,
    parked,
)

O_K, O_, T_K, T_ = SCHEME_NAMES
E = 100


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s1_full_award(scheme: str) -> None:
    case = Case().claim("F1", 1000 * E).answer("F1").bank(1000 * E, "declaratie F1 betaald")
    assert balances(case.book(scheme=scheme)) == {"bank": 1000 * E, "revenue": -1000 * E}


def partly() -> Case:
    case = Case().claim("F100001", 1000 * E).answer("F100001", 950 * E)
    return case.bank(950 * E, "declaratie F100001")


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (O_K, {"bank": 950 * E, "rejected": 50 * E, "revenue": -1000 * E}),
        (O_, {"bank": 950 * E, "rejected": 50 * E, "revenue": -1000 * E}),
        (T_K, {"bank": 950 * E, "revenue": -950 * E}),
        (T_, {"bank": 950 * E, "revenue": -950 * E}),
    ],
)
def test_s2_partial_award_before_the_decision(scheme: str, expected: dict[str, int]) -> None:
    book = partly().book(scheme=scheme)
    assert balances(book) == expected
    undecided = [("rejection_undecided", 50 * E, "rejected")] if "rejected" in expected else []
    assert parked(book) == undecided


@pytest.mark.parametrize("scheme", [O_K, O_])
def test_s2_written_off_against_revenue(scheme: str) -> None:
    case = partly().decide("rejection", "F100001", "revenue")
    book = case.book(scheme=scheme)
    assert balances(book) == {"bank": 950 * E, "revenue": -950 * E}
    assert parked(book) == []


@pytest.mark.parametrize("scheme", [O_K, O_])
def test_s3_full_rejection_written_off(scheme: str) -> None:
    case = Case().claim("F1", 1000 * E).answer("F1", 0).decide("rejection", "F1", "writeoff")
    assert balances(case.book(scheme=scheme)) == {"writeoff": 1000 * E, "revenue": -1000 * E}


@pytest.mark.parametrize("scheme", [T_K, T_])
def test_s3_nothing_to_write_off_when_booked_on_award(scheme: str) -> None:
    case = Case().claim("F1", 1000 * E).answer("F1", 0).decide("rejection", "F1", "writeoff")
    book = case.book(scheme=scheme)
    assert balances(book) == {}
    codes = [p.code for f in book.files for p in f.problems]
    assert codes == ["decision_refused"]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s9_payment_before_the_remittance(scheme: str) -> None:
    case = Case().claim("F100001", 1000 * E).bank(950 * E, "declaratie F100001", "02-05")
    before = case.book(scheme=scheme)
    hold = "clearing" if scheme.endswith("clearing") else "unidentified"
    assert parked(before) == [("awaiting_remittance", 950 * E, hold)]
    assert balances(before)[hold] == -950 * E
    after = case.answer("F100001", 950 * E, "02-10").book(scheme=scheme)
    outstanding = scheme.startswith("outstanding")
    rest = {"rejected": 50 * E, "revenue": -1000 * E} if outstanding else {"revenue": -950 * E}
    assert balances(after) == {"bank": 950 * E} | rest
    explained = [e for e in after.entries if e.text.startswith("Ontvangst verklaard")]
    # with clearing the receipt stands where the award waits: nothing more to book
    assert [e.date.isoformat() for e in explained] == (
        [] if scheme.endswith("clearing") else ["2026-02-10"]
    )


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s18_technical_return_is_no_rejection(scheme: str) -> None:
    case = (
        Case()
        .town("JW1", [1000 * E], "02-02", "M1")
        .town_answer("JW1", "M1", "02-04", header="0001", header_only=True)
    )
    returned = case.book(scheme=scheme)
    assert balances(returned) == {}
    assert parked(returned) == []
    case.town("JW1", [1000 * E], "02-06", "M2").town_answer("JW1", "M2", "02-12")
    case.bank(1000 * E, "fact JW1 jeugdhulp", "02-20", TOWN)
    assert balances(case.book(scheme=scheme)) == {"bank": 1000 * E, "revenue": -1000 * E}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s19_duplicate_delivery_books_nothing(scheme: str) -> None:
    case = Case().claim("F1", 1000 * E).answer("F1").bank(1000 * E, "declaratie F1")
    once = case.book(scheme=scheme)
    again = case.files[-1].replace(b"\r\n", b"\n")
    case.files += [case.files[-1], again]
    twice = case.book(scheme=scheme)
    assert balances(twice) == balances(once)
    assert len(twice.entries) == len(once.entries)
    assert sorted(f.outcome for f in twice.files) == ["known", "used", "used", "used"]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s20_own_credit_netted(scheme: str) -> None:
    case = Case().claim("F100001", 1000 * E).answer("F100001").bank(1000 * E, "F100001")
    case.claim("F100002", -400 * E, "03-01").answer("F100002", when="03-05")
    case.claim("F100003", 600 * E, "03-02").answer("F100003", when="03-06")
    case.bank(200 * E, "afrekening F100003", "03-12")
    book = case.book(scheme=scheme)
    assert balances(book) == {"bank": 1200 * E, "revenue": -1200 * E}
    netted = next(m for m in book.matches if m.cents == 200 * E)
    assert [(p.invoice, p.cents) for p in netted.items] == [
        ("F100003", 600 * E),
        ("F100002", -400 * E),
    ]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s21_remittance_without_its_claim(scheme: str) -> None:
    case = Case().claim("F1", [900 * E, 100 * E], keep=False).answer("F1", [900 * E, 0])
    case.bank(900 * E, "declaratie F1")
    book = case.book(scheme=scheme)
    if scheme.startswith("outstanding"):
        expected = {"rejected": 100 * E, "bank": 900 * E, "revenue": -1000 * E}
    else:
        expected = {"bank": 900 * E, "revenue": -900 * E}
    assert balances(book) == expected
    case.files.append(case.claims["F1"])
    assert balances(case.book(scheme=scheme)) == expected


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s23_the_package_books_the_bank(scheme: str) -> None:
    case = Case().claim("F1", 1000 * E).answer("F1").bank(1000 * E, "declaratie F1")
    book = case.book(mapping(bank="package"), scheme)
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    assert balances(book) == {position: 1000 * E, "revenue": -1000 * E}
    assert dict(book.expected_balances) == {"bank": 1000 * E, "revenue": -1000 * E}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s29_lines_of_nobody(scheme: str) -> None:
    case = Case()
    case.bank(-1500 * E, "salaris januari", iban=STRANGER)
    case.bank(-900 * E, "huur", iban="NL20INGB0001234567")
    case.bank(36 * E, "eigen bijdrage", iban=STRANGER)
    case.bank(-300 * E, "belasting", iban=TOWN)
    case.bank(2000 * E, "subsidie 2026", iban=TOWN)
    hold = "clearing" if scheme.endswith("clearing") else "unidentified"
    book = case.book(scheme=scheme)
    assert balances(book) == {"bank": 2000 * E, hold: -2000 * E}
    assert parked(book) == [("unexplained", 2000 * E, hold)]
    assert (book.other_count, book.other_cents) == (4, -2664 * E)
    decided = case.decide("explain", book.parked[0].id, "account:8990").book(scheme=scheme)
    assert balances(decided) == {"bank": 2000 * E, "account:8990": -2000 * E}
    assert parked(decided) == []


@pytest.mark.parametrize("policy", ["hold", "debtor", "reverse"])
@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s32_rejection_policies(scheme: str, policy: str) -> None:
    book = partly().book(mapping(rejected=policy), scheme)
    if scheme.startswith("awarded") or policy == "reverse":
        expected = {"bank": 950 * E, "revenue": -950 * E}
    else:
        role = {"hold": "rejected", "debtor": "debtor"}[policy]
        expected = {"bank": 950 * E, role: 50 * E, "revenue": -1000 * E}
    assert balances(book) == expected


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s8_monthly_advance_settled_by_the_award(scheme: str) -> None:
    case = Case().bank(10000 * E, "voorschot januari", "01-20")
    case.claim("W1", [9400 * E, 200 * E], standard="AW319").answer("W1", [9400 * E, 0])
    case.bank(9400 * E, "voorschot februari", "02-20")
    book = case.book(mapping(settles="advance"), scheme)
    outstanding = scheme.startswith("outstanding")
    rest = {"rejected": 200 * E, "revenue": -9600 * E} if outstanding else {"revenue": -9400 * E}
    assert balances(book) == {"bank": 19400 * E, "advance": -10000 * E} | rest


@pytest.mark.parametrize("scheme", [O_, O_K])
def test_s22_the_package_books_the_claims(scheme: str) -> None:
    case = Case().claim("F1", [900 * E, 100 * E]).answer("F1", [900 * E, 0])
    book = case.bank(900 * E, "declaratie F1").book(mapping(claims="package"), scheme)
    assert balances(book) == {"debtor": -1000 * E, "rejected": 100 * E, "bank": 900 * E}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_s42_claim_before_the_cut_over(scheme: str) -> None:
    case = Case().claim("F1", [950 * E, 50 * E], "2025-12-20", month="2025-12-31")
    book = case.answer("F1", [950 * E, 0]).bank(950 * E, "F1 declaratie").book(scheme=scheme)
    if scheme.startswith("outstanding"):
        assert balances(book) == {"debtor": -1000 * E, "rejected": 50 * E, "bank": 950 * E}
    else:
        assert balances(book) == {"revenue_prior": -950 * E, "bank": 950 * E}
