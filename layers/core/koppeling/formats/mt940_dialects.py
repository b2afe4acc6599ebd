"""Dialects of MT940 (smaken) as a table: how each Dutch bank says who, why and from which account.

The standard leaves field 86 to the bank. A row says by what a bank is recognised and how it fills
the field; one engine reads them all. Of a bank that is not here everything is kept as text: no
counterparty is guessed. Sources: format descriptions of Rabobank (MT940 structured), ING
(InsideBusiness, structured MT940) and BNG (export formats), and files of all of these banks; of
BNG the code words only, no file was seen.

>>> bank_of("NL91ABNA0417164300", ""), bank_of("", "{1:F01KNABNL2HAXXX")
('ABNA', 'KNAB')
>>> dialect_of("RBRB").name
'ASN, SNS, RegioBank'
"""

import re
from itertools import groupby
from typing import NamedTuple

# --- code words of field 86, and what the value of each is ----------------------------------------

WORDS = {
    "/NAME": "name",
    "/IBAN": "iban",
    "/CNTP": "counterparty",
    "/ACCW": "iban",
    "/REMI": "remittance",
    "/EREF": "reference",
    "/PREF": "reference",
    "/IREF": "reference",
    "/MARF": "reference",
    "/CSID": "reference",
    "/NRTX": "count",
    "/RTRN": "returned",
    "/RTYP": "returned",
    # said of the payment, not by the payer
    "/TRTP": "",
    "/TRCD": "",
    "/BIC": "",
    "/ISDT": "",
    "/SVCL": "",
    "/BUSP": "",
    "/BENM": "",
    "/ORDP": "",
    "/ADDR": "",
    # the same in words, as a person reads them
    "REK:": "iban",
    "IBAN:": "iban",
    "NAAM:": "name",
    "BIC:": "",
    "KENMERK:": "reference",
}
"""A code word that a dialect knows and that is not here is kept as text."""

SEPA = (
    *("TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "MARF", "CSID", "PREF", "IREF", "NRTX"),
    *("RTRN", "RTYP", "ORDP", "BENM", "ISDT", "TRCD", "SVCL", "BUSP", "PURP", "ULTD", "ULTC"),
    *("ULTB", "OCMT", "EXCH", "CHGS", "INIT", "ACCW", "ADDR"),
)
"""Code words of the Dutch banks between slashes."""

OTHER, IBAN = "[^/]*", "(?P<iban>[A-Z]{2}[0-9]{2}[A-Z]{4}[0-9]{10})"
NAME, TEXT, REFERENCE = (f"(?P<{part}>[^/]*)" for part in ("name", "text", "reference"))
SAID_BELOW = "(?:NONREF|EREF)"
"""In the entry: its reference stands in field 86, or nowhere."""
BANK, NO_BANK = "//(?P<bank>[0-9][A-Z0-9]{0,15})", "(?P<bank>)"


class Dialect(NamedTuple):
    """Smaak: `banks` = the four letters in the bank's BIC and IBANs, the first for old numbers.

    `signs` = what else stands in front of its entries; `words` between slashes and `labels` before
    a colon divide field 86; `layout` = how it is read (`mt940_said`); `beside` = the account of
    the counterparty stands in the entry itself, or on the line behind it; `usual` = what stands
    behind the kind in most entries, the lines of field 86 joined (`mt940_usual`).
    """

    name: str
    banks: tuple[str, ...]
    signs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    layout: str = "words"
    beside: bool = False
    usual: str = ""

    @property
    def by_words(self) -> re.Pattern[str]:
        """Finds the code words of this dialect, with the slash by which `WORDS` knows them."""
        # by their first letter, because the field of every entry is searched for all of them
        letters = groupby(sorted(self.words), key=lambda word: word[0])
        grouped = (f"{c}(?:{'|'.join(word[1:] for word in words)})" for c, words in letters)
        return re.compile(f"(/(?:{'|'.join(grouped)})(?=/))")

    @property
    def by_labels(self) -> re.Pattern[str]:
        """The same for its labels, with the colon."""
        return re.compile(f"(?:(?<=[ /\n])|^)((?:{'|'.join(self.labels)}):)(?= )")


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        name="ABN AMRO",
        banks=("ABNA", "FTSB"),
        signs=("ABN AMRO",),
        words=SEPA,
        labels=("IBAN", "BIC", "NAAM", "OMSCHRIJVING", "KENMERK"),
        usual=f"{SAID_BELOW}{NO_BANK}\n:86:"
        f"/TRTP/{OTHER}/IBAN/{IBAN}/BIC/{OTHER}/NAME/{NAME}/REMI/{TEXT}/EREF/{REFERENCE}",
    ),
    Dialect(
        name="ING",
        banks=("INGB",),
        signs=("INGEB",),
        words=(*SEPA, "CNTP"),
        usual=f"{SAID_BELOW}{BANK}\n/TRCD/[0-9]*/\n:86:"
        f"/EREF/{REFERENCE}//CNTP/{IBAN}/{OTHER}/{NAME}/{OTHER}//REMI/USTD//{TEXT}/",
    ),
    # the counterparty's account stands on the line behind the entry, its name in field 86
    Dialect(
        name="Rabobank",
        banks=("RABO",),
        signs=("940S", "940A"),
        words=SEPA,
        beside=True,
        usual=f"{SAID_BELOW}{NO_BANK}\n{IBAN}\n:86:"
        f"/EREF/{REFERENCE}/(?:ORDP|BENM)//NAME/{NAME}/REMI/{TEXT}/ISDT/{OTHER}",
    ),
    # the account in the reference, the name on the next line, both again in front of the text
    Dialect(
        name="ASN, SNS, RegioBank",
        banks=("SNSB", "ASNB", "RBRB"),
        layout="padded",
        beside=True,
    ),
    Dialect(name="Triodos", banks=("TRIO",), signs=("TRIODOSBANK",), layout="subfields"),
    Dialect(name="Knab", banks=("KNAB",), words=SEPA, labels=("REK", "NAAM")),
    Dialect(name="BNG", banks=("BNGH",), words=SEPA),
)

UNKNOWN = Dialect(name="", banks=("",), layout="text")

_BY_BANK = {bank: dialect for dialect in DIALECTS for bank in dialect.banks}


def bank_of(iban: str, front: str) -> str:
    """The four letters of the bank: of the account's IBAN, else of a BIC or sign in front."""
    if iban[4:8] in _BY_BANK:
        return iban[4:8]
    found = next((bank for bank in _BY_BANK if f"{bank}NL" in front), "")
    signed = (d.banks[0] for d in DIALECTS for sign in d.signs if sign in front)
    return found or next(signed, "")


def dialect_of(bank: str) -> Dialect:
    """The dialect of a bank by its four letters; of another bank everything is text."""
    return _BY_BANK.get(bank, UNKNOWN)
