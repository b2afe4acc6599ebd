"""What a bank line is known by is the same for every format, and made by hand for speed.

1. The id is `canonical.identity` of the facts, to the byte.
2. A line built on a draft is the line that the dataclass itself would have built.
"""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats.bank_identity import key_of
from koppeling.formats.bank_line import bank_line
from koppeling.model.canonical import identity
from koppeling.model.documents import BankLine, id_among_equals


@given(
    iban=st.text(max_size=4),
    cents=st.integers(),
    counter=st.text(max_size=4),
    detail=st.integers(0, 9),
    reference=st.text(max_size=6),
    texts=st.lists(st.text(max_size=12), max_size=2),
    ordinal=st.integers(1, 99),
)
def test_the_key_is_the_canonical_identity(  # noqa: PLR0917 - drawn by name
    iban: str,
    cents: int,
    counter: str,
    detail: int,
    reference: str,
    texts: list[str],
    ordinal: int,
) -> None:
    key = key_of(
        iban,
        "2026-02-16",
        cents,
        counter,
        detail=detail,
        reference=reference,
        value_day="2026-02-17",
        texts=texts,
    )
    same = [iban, "2026-02-16", cents, counter, detail]
    folded = "".join(c for text in texts for c in text.upper() if c.isalnum())
    if reference:
        assert key == identity("bank reference", [*same, reference])
    else:
        assert key == identity("bank line", [*same, "2026-02-17", folded])
    assert id_among_equals(key, 1) == key
    assert id_among_equals(key, 1 + ordinal) == identity("line", [key, 1 + ordinal])


def test_a_line_on_a_draft_is_a_bank_line() -> None:
    day = date(2026, 2, 16)
    made = bank_line("a", 7, day, -5, "iban", "name", ("x",), ("r",), returned=True, batch=True)
    plain = BankLine("a", 7, 0, day, -5, "iban", "name", ("x",), ("r",), returned=True, batch=True)
    assert (made, hash(made), repr(made)) == (plain, hash(plain), repr(plain))
    assert type(made) is BankLine
