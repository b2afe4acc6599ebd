"""Dutch account numbers from before the IBAN (rekeningnummers), as some statements still say them.

A Dutch IBAN is the bank's four letters and the old number padded to ten digits, so the bank and
the number are enough. Source: ISO 13616 and ISO 7064 (mod 97-10).

>>> iban_of("ABNA", "417164300"), iban_of("INGB", "1234567")
('NL91ABNA0417164300', 'NL20INGB0001234567')
"""

LONGEST = 10
MODULUS = 97


def iban_of(bank: str, number: str) -> str:
    """The IBAN of an old account number at a bank (its four letters); '' when it cannot be one."""
    digits = number.lstrip("0")
    if not digits or len(digits) > LONGEST:
        return ""
    account = bank + digits.rjust(LONGEST, "0")
    rest = int("".join(str(int(c, 36)) for c in account + "NL00")) % MODULUS
    return f"NL{MODULUS + 1 - rest:02d}{account}"
