"""What a bank line is known by (identiteit van een mutatie) in every download that holds it."""

from koppeling.model.canonical import identity
from koppeling.model.documents import BankLine


def line_key(line: BankLine, iban: str, reference: str, value_day: str) -> str:
    """The key of a line without its place among equals; equal lines share it.

    The bank's own reference with date, cents and counterparty, because some banks number the
    entries of each statement from 1; without one, everything that is said, folded.
    """
    same = [iban, line.date.isoformat(), line.cents, line.counter_iban, line.detail]
    if reference:
        return identity("bank reference", [*same, reference])
    folded = "".join(c for text in line.texts for c in text.upper() if c.isalnum())
    return identity("bank line", [*same, value_day, folded])
