"""Numbers that pass their own check and belong to nobody (proefnummers)."""

from functools import cache

FIRST_CLIENT, LAST_CLIENT = 999900006, 999999990
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@cache
def clients(count: int) -> tuple[str, ...]:
    """The first numbers of the test range that pass the check on a BSN.

    >>> clients(2)
    ('999900006', '999900018')
    """
    found: list[str] = []
    number = FIRST_CLIENT
    while len(found) < count and number <= LAST_CLIENT:
        if sum(w * int(d) for w, d in zip(WEIGHTS, str(number), strict=True)) % 11 == 0:
            found.append(str(number))
        number += 1
    return tuple(found)


def iban(bank: str, account: int) -> str:
    """A Dutch account number with its check digits (ISO 7064, mod 97-10).

    >>> iban("ABNA", 417164300)
    'NL91ABNA0417164300'
    """
    body = f"{bank}{account:010d}"
    digits = "".join(str(int(c, 36)) for c in body + "NL00")
    return f"NL{98 - int(digits) % 97:02d}{body}"
