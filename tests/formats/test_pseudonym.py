"""The pseudonym of a client is an HMAC, whatever is done for speed.

1. It is the HMAC-SHA256 of the library to the byte, under keys of any length.
2. Nobody has none, and filling blanks are no part of a number.
3. What is forgotten to bound the memory is made again, the same.
"""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats import pseudonym
from koppeling.formats.pseudonym import NOBODY, pseudonyms


@given(key=st.binary(max_size=130), number=st.binary(max_size=12))
def test_it_is_the_hmac_of_the_library(key: bytes, number: bytes) -> None:
    bare = number.strip()
    expected = hmac.new(key, b"client:" + bare, "sha256").hexdigest()[:32]
    assert pseudonyms(key)(number) == ("" if bare in NOBODY else expected)


@pytest.mark.parametrize("number", sorted(NOBODY))
def test_nobody_has_none(number: bytes) -> None:
    assert pseudonyms(b"k")(number) == pseudonyms(b"k")(number + b" ") == ""


def test_what_was_forgotten_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [b"%09d" % i for i in range(1, 8)]
    expected = list(map(pseudonyms(b"k"), numbers))
    monkeypatch.setattr(pseudonym, "REMEMBERED", 3)
    assert list(map(pseudonyms(b"k"), numbers * 2)) == expected * 2
