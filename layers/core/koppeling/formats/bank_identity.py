"""What a bank line is known by (identiteit van een mutatie), the same for every statement format.

A statement may be downloaded again, for another range, under another number: the line must get
the id that it had. It is known by the bank's own reference with date, cents and counterparty,
because some banks number the entries of each statement from 1; without one by everything that is
said, folded. Equal lines of one statement are told apart by their place among equals.

This is per-line work, so the canonical JSON that `canonical.identity` hashes is put together by
hand; the test holds the two against each other.

>>> key_of("NL91ABNA0417164300", "2026-02-16", 34000, "NL69INGB0123456789", reference="A1")
'9af06eb821cbab50'
"""

from collections.abc import Iterable
from hashlib import sha256
from json import encoder

NOTHING = frozenset({"", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF"})
SIZE = 16

_quoted = encoder.encode_basestring
_NO_LETTER = bytes(i for i in range(128) if not chr(i).isalnum())


def key_of(  # noqa: PLR0913, PLR0917 - these facts are what a line is known by, in a hot path
    iban: str,
    day: str,
    cents: int,
    counter_iban: str,
    detail: int = 0,
    reference: str = "",
    value_day: str = "",
    texts: Iterable[str] = (),
) -> str:
    """What a line is known by in every download that holds it; equal lines share it."""
    same = f'{_quoted(iban)},"{day}",{cents},{_quoted(counter_iban)},{detail}'
    if reference:
        said = f'["bank reference",[{same},{_quoted(reference)}]]'
    else:
        # letters and digits need no escape
        said = f'["bank line",[{same},"{value_day}","{_folded("".join(texts))}"]]'
    return sha256(said.encode()).hexdigest()[:SIZE]


def _folded(text: str) -> str:
    """Letters and digits only, upper case; nearly all text of a bank is plain ASCII."""
    text = text.upper()
    if text.isascii():
        return text.encode().translate(None, _NO_LETTER).decode()
    return "".join(c for c in text if c.isalnum())
