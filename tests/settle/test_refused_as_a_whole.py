"""A claim that is judged and refused as a whole, by the header alone (8073, 8097).

The claim's own groups say what was refused; without the claim nobody knows them.
"""

import pytest

from tests.scenario import Case, mapping


@pytest.mark.parametrize(
    ("policy", "balances"),
    [
        ("hold", {"rejected": 105_000, "revenue": -105_000}),
        ("debtor", {"debtor": 105_000, "revenue": -105_000}),
        ("reverse", {}),
    ],
)
@pytest.mark.parametrize("header", ["8073", "8097"])
def test_the_whole_claim_is_rejected(header: str, policy: str, balances: dict[str, int]) -> None:
    case = Case().claim("F1", [100_000, 5_000]).answer("F1", header=header, unread=True)
    book = case.book(mapping(rejected=policy))
    assert [i.name for i in book.identities if i.holds is False] == []
    assert dict(book.balances) == balances


def test_without_the_claim_it_waits_for_it() -> None:
    case = Case().claim("F1", [100_000], keep=False).answer("F1", header="8073", unread=True)
    book = case.book()
    assert [i.name for i in book.identities if i.holds is False] == []
    assert [(p.reason, p.cents) for p in book.parked] == [("claim_needed", 100_000)]
