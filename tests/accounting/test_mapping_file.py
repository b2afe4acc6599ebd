"""Every fault of a mapping at once, each by its key and in words (contract section 1).

1. Each fault is told at the key where it is, with the digest of the file, in its own sentence.
2. All faults of a file are told together; warnings alone refuse nothing.
3. The two spellings of a role and of a payer are the same mapping.
4. What can hold under `booking_for` is checked as well as `booking` itself.
"""

import hashlib
import tomllib

import pytest

from koppeling.accounting.mapping_file import bookings, normal, read_mapping
from tests.accounting.written import written
from tests.scenario import INSURER, MAPPING, OWN, mapping

OFFICE = """
[[payers]]
id = "zorgkantoor:5505"
name = "Zorgkantoor"
"""


def faults(text: str) -> list[str]:
    """Level, field and sentence of everything that is said of a file."""
    _, problems, digest = read_mapping(text.encode())
    assert {p.where.sha256 for p in problems} <= {digest}
    assert {p.where.record for p in problems} <= {None}
    return [f"{p.level} {p.where.field}: {p.message()}" for p in problems]


def changed(old: str, new: str) -> str:
    assert old in MAPPING, old
    return MAPPING.replace(old, new)


TABLE = {
    "unknown key": changed("clearing = true", "clearing = true\nclaring = 1"),
    "unknown role": changed('debtor = "1300"', 'debtor = "1300"\ndebiteur = "1"'),
    "missing key": changed("clearing = true", ""),
    "wrong value": changed('bank = "koppeling"', 'bank = "mine"'),
    "no bank": changed('bank = "1100"\n', ""),
    "no debtor": changed('debtor = "1300"\n', ""),
    "no unidentified": changed('unidentified = "1395"\n', ""),
    "no revenue": changed('revenue = "8000"\n', ""),
    "no clearing": changed('clearing = "1390"\n', ""),
    "no clearing needed": changed('clearing = "1390"\n', "").replace(
        "clearing = true", "clearing = false"
    ),
    "clearing for one law": changed('clearing = "1390"\n', "").replace(
        "clearing = true", "clearing = false"
    )
    + '\n[[booking_for]]\nlaw = "Wlz"\nclearing = true\n',
    "revenue twice": changed('"outstanding"', '"awarded"\nclaims = "package"'),
    "revenue twice for a law": MAPPING
    + '\n[[booking_for]]\nlaw = "Wlz"\nrecognise = "awarded"\nclaims = "package"\n',
    "package claims": changed('"outstanding"', '"outstanding"\nclaims = "package"'),
    "VAT by award": changed('"outstanding"', '"awarded"')
    + '\n[[accounts.vat]]\nvat = 21\naccount = "1500"\n',
    "VAT by claim": MAPPING + '\n[[accounts.vat]]\nvat = "9.5"\naccount = "1500"\n',
    "a role of VAT without a percentage": changed('"outstanding"', '"awarded"')
    + '\n[[accounts.vat]]\naccount = "1500"\n',
    "no percentage": MAPPING + '\n[[accounts.vat]]\nvat = "hoog"\naccount = "1500"\n',
    "package books the bank alone": changed('bank = "koppeling"', 'bank = "package"').replace(
        "clearing = true", "clearing = false"
    ),
    "package books the bank": changed('bank = "koppeling"', 'bank = "package"'),
    "a payer twice": MAPPING
    + OFFICE.replace("5505", "5555")
    + 'paid_by = "x"\n[[agents]]\nid = "x"\nname = "X"\n',
    "two labels of one payer": changed(
        'id = "uzovi:5555"', 'ids = ["uzovi:5555", "zorgkantoor:5555"]'
    ),
    "paid by nobody": changed('debtor = "D1002"', 'paid_by = "cak"'),
    "own account of a payer": changed(f'iban = ["{INSURER}"]', f'iban = ["{OWN}"]'),
    "a row about nothing": MAPPING + '\n[[booking_for]]\ndetail = "line"\n',
    "two rows for one law": MAPPING + 2 * '\n[[booking_for]]\nlaw = "Wlz"\ndetail = "line"\n',
    "rows for two laws": MAPPING
    + '\n[[booking_for]]\nlaw = "Wlz"\npayer = "uzovi:5555"\n[[booking_for]]\nlaw = "Wlz"\n'
    + '[[booking_for]]\npayer = "uzovi:5555"\n',
    "two spellings of one pair": MAPPING
    + '\n[[booking_for]]\npayer = "zorgkantoor:5555"\n[[booking_for]]\npayer = "uzovi:5555"\n',
    "a policy for nobody": MAPPING + '\n[[booking_for]]\npayer = "uzovi:1234"\n',
    "a row for nobody": MAPPING
    + '\n[[accounts.fee]]\naccount = "4500"\n'
    + '[[accounts.fee]]\npayer = "uzovi:1234"\naccount = "4501"\n',
    "a row of another account": MAPPING
    + f'\n[[accounts.interest]]\niban = "{INSURER}"\naccount = "1101"\n',
    "a row of the own account": MAPPING
    + f'\n[[accounts.interest]]\niban = "{OWN}"\npayer = "uzovi:5555"\naccount = "1101"\n',
    "no such pack": changed('debtor = "D1002"', 'pack = "vzg"'),
    "paid by an agent": MAPPING + OFFICE,
    "paid by an agent for a law": MAPPING
    + OFFICE.replace("zorgkantoor", "uzovi")
    + '\n[[accounts.fee]]\nlaw = "Wlz"\npayer = "zorgkantoor:5505"\naccount = "4500"\n',
    "a policy for an agent's law": MAPPING
    + OFFICE.replace("zorgkantoor", "uzovi")
    + '\n[[booking_for]]\nlaw = "Wlz"\npayer = "zorgkantoor:5505"\n',
    "paid by itself": MAPPING + OFFICE + 'iban = ["NL02RABO0111111111"]\n',
    "another law": MAPPING
    + OFFICE.replace("zorgkantoor", "uzovi")
    + '\n[[accounts.fee]]\nlaw = "Zvw"\npayer = "uzovi:5505"\naccount = "4500"\n'
    + '[[accounts.fee]]\nlaw = "Wlz"\npayer = "uzovi:5555"\naccount = "4501"\n',
    "with a limit": changed('bank = "koppeling"', 'bank = "koppeling"\nwriteoff_limit_cents = 100'),
}
WANTED = written("mapping_faults", TABLE, lambda name: faults(TABLE[name]))


@pytest.mark.parametrize("name", TABLE)
def test_a_fault_is_told_at_its_key(name: str) -> None:
    assert faults(TABLE[name]) == WANTED[name]
    refused = any(line.startswith("error ") for line in WANTED[name])
    assert (read_mapping(TABLE[name].encode())[0] is None) == refused


def test_the_digest_is_of_the_bytes_as_they_are() -> None:
    data = b"\xef\xbb\xbf" + MAPPING.encode()
    found, problems, digest = read_mapping(data)
    assert (found, problems) == (mapping(), ())
    assert digest == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a = " + b"[" * 100_000, b"[administration"])
def test_what_is_no_toml_is_refused_with_the_reason(data: bytes) -> None:
    found, (problem,), digest = read_mapping(data)
    assert (found, problem.code, problem.where.sha256) == (None, "mapping_unreadable", digest)
    assert not problem.message().endswith((": .", ": None."))


def test_all_faults_come_together() -> None:
    text = changed('"outstanding"', '"sometimes"').replace("clearing = true", "claring = true")
    assert [line.split()[1].rstrip(":") for line in faults(text)] == [
        "booking.recognise",
        "booking.clearing",
        "booking.claring",
    ]


def test_two_spellings_are_one_mapping() -> None:
    rows = changed('revenue = "8000"\n', "") + '\n[[accounts.revenue]]\naccount = "8000"\n'
    ids = MAPPING.replace('id = "uzovi:5555"', 'ids = ["uzovi:5555"]')
    assert mapping(rows).accounts["revenue"] == mapping().accounts["revenue"]
    assert mapping(ids) == mapping()
    data = tomllib.loads(MAPPING)
    before = repr(data)
    assert normal(data)["payers"][0]["ids"] == ["uzovi:5555"]
    assert repr(data) == before
    for odd in ({}, {"accounts": 1, "payers": 1}, {"payers": [1, {"ids": [], "id": ""}]}):
        assert normal(odd) == odd


def test_every_policy_that_can_be_in_force() -> None:
    text = MAPPING + '\n[[booking_for]]\nlaw = "Wlz"\nrecognise = "awarded"\ndetail = "line"\n'
    chosen = mapping(text)
    (first, own), (second, other) = bookings(chosen)
    assert (first, own) == ("booking", chosen.booking)
    assert (second, other) == (
        "booking_for.0",
        own.model_copy(update={"recognise": "awarded", "detail": "line"}),
    )
