"""What is said of an entry (omschrijving): counterparty, text and references out of field 86.

The lines of the field are joined without a blank, because a number may be cut in two by the fold.
Each layout of `mt940_dialects` is one function here. What is not a party, a reference or a mark of
the payment itself is kept as text, so that no number is lost to the matching.

>>> from koppeling.formats.mt940_dialects import dialect_of
>>> read = reader_of(dialect_of("RABO"))
>>> told = read("NONREF", "NL69INGB0123456789", "/ORDP//NAME/Teststad/REMI/declaratie 1/2/ISDT/..")
>>> told.name, told.iban, told.texts
('Teststad', 'NL69INGB0123456789', ['declaratie 1/2'])
"""

import re
from collections.abc import Callable
from functools import cache, partial

from koppeling.formats.bank_identity import NOTHING
from koppeling.formats.mt940_dialects import WORDS, Dialect

KINDS = ("USTD/", "STRD/")
KIND = len(KINDS[0])
"""How ING says of what kind the text is; it closes it with a slash."""

_SUBFIELD = r">([0-9]{2})"
_TOTAL = r"TOTAAL +([0-9]{1,9}) +POSTEN"


class Said:
    """Gezegd: `count` = the number of payments that a batch announces, 0 when it is none."""

    __slots__ = ("count", "iban", "name", "references", "returned", "texts")

    def __init__(self, name: str = "", iban: str = "") -> None:
        """Who is at the other side; the rest is still to be said."""
        self.name, self.iban = name, iban
        self.texts: list[str] = []
        self.references: list[str] = []
        self.returned = False
        self.count = 0


Cut = Callable[[str], list[str]]
Reader = Callable[[str, str, str], Said]
"""Of an entry's own reference, the line behind it, and its field 86 (lines by newline)."""


@cache
def reader_of(dialect: Dialect) -> Reader:
    """Reads what is said in a dialect."""
    if dialect.layout != "words":
        return LAYOUTS[dialect.layout]
    labels = dialect.by_labels.split if dialect.labels else None
    return partial(_words, dialect.beside, dialect.by_words.split, labels)


def _words(
    beside: bool, words: Cut, labels: Cut | None, reference: str, behind: str, details: str
) -> Said:
    """Code words: `/NAME/..`, `/REMI/..`; a slash or colon is one only in front of a known word."""
    parts = words(details.replace("\n", ""))
    if labels and len(parts) == 1:
        # a label begins a line, or stands behind a blank
        parts = [part.replace("\n", "") for part in labels(details)]
    told = Said()
    if parts[0]:
        _text(told, parts[0])
        if "TOTAAL" in parts[0] and (total := re.search(_TOTAL, parts[0])):
            told.count = int(total[1])
    for i in range(1, len(parts), 2):
        TAKEN.get(parts[i], _text)(told, parts[i + 1][1:])
    if beside and not told.iban:
        _beside(told, reference, behind)
    return told


def _text(told: Said, value: str) -> None:
    """Keep a text, its runs of blanks folded."""
    value = " ".join(value.split()) if "  " in value else value.strip()
    if value:
        told.texts.append(value)


def _remittance(told: Said, value: str) -> None:
    if value.startswith(KINDS):
        value = value[KIND:].lstrip("/").removeprefix("CUR/").removesuffix("/")
    _text(told, value)


def _reference(told: Said, value: str) -> None:
    value = value.strip(" /")
    if value.upper() not in NOTHING:
        told.references.append(value)


def _name(told: Said, value: str) -> None:
    """The first is the counterparty's; another is said of somebody behind it."""
    if told.name:
        _text(told, value)
    else:
        told.name = value.strip(" /")


def _iban(told: Said, value: str) -> None:
    if told.iban:
        _text(told, value)
    else:
        told.iban = value.partition(",")[0].strip(" /").replace(" ", "")


def _counterparty(told: Said, value: str) -> None:
    """Account, BIC, name and city."""
    parts = value.split("/", 3)
    told.iban = parts[0].strip()
    told.name = parts[2].strip() if len(parts) > NAME_AT else ""


def _count(told: Said, value: str) -> None:
    digits = value.strip(" /")
    told.count = int(digits) if digits.isascii() and digits.isdigit() else 0


def _returned(told: Said, value: str) -> None:
    told.returned = True
    _text(told, value.strip(" /"))


def _nothing(_told: Said, _value: str) -> None:
    """Said of the payment, not by the payer."""


NAME_AT = 2
ROLES: dict[str, Callable[[Said, str], None]] = {
    "name": _name,
    "iban": _iban,
    "counterparty": _counterparty,
    "remittance": _remittance,
    "reference": _reference,
    "count": _count,
    "returned": _returned,
    "": _nothing,
}
TAKEN = {word: ROLES[role] for word, role in WORDS.items()}
"""What is done with the value of a code word; of one that is not here it is kept as text."""


def _padded(reference: str, behind: str, details: str) -> Said:
    """Account and name on the first line, then the text, each line padded with blanks."""
    told = Said()
    first, _, rest = details.partition("\n")
    party = _account().fullmatch(first.strip())
    if party:
        told.iban, told.name = party[1], (party[2] or "").strip()
    else:
        rest = f"{first}{rest}"
        _beside(told, reference, behind)
    _text(told, rest.replace("\n", ""))
    return told


def _subfields(_reference: str, _behind: str, details: str) -> Said:
    """Pieces by number: 10 or 31 the account, 20 to 29 text in pieces of 27, 32 and 33 a name."""
    first, *parts = re.split(_SUBFIELD, details.replace("\n", ""))
    told = Said()
    pieces: dict[str, str] = {}
    for number, value in zip(parts[::2], parts[1::2], strict=True):
        pieces[number] = pieces.get(number, "") + value
    told.name = (pieces.pop("32", "") + pieces.pop("33", "")).strip()
    accounts = [pieces.pop(number, "").strip() for number in ("10", "31")]
    told.iban = next((account for account in accounts if account.strip("0")), "")
    _text(told, "".join(pieces.pop(n) for n in sorted(pieces) if n.startswith("2")))
    for number in sorted(pieces):
        _text(told, pieces[number])
    if not parts:
        _text(told, first)
    return told


def _plain(_reference: str, _behind: str, details: str) -> Said:
    told = Said()
    _text(told, details.replace("\n", ""))
    return told


@cache
def _account() -> re.Pattern[str]:
    """An IBAN, an old account number or a giro number, and the name behind it."""
    return re.compile(r"((?:[A-Z]{2}[0-9]{2}[A-Z]{4}|P)?[0-9]{6,20})(?:\s+(.*))?", re.DOTALL)


def _beside(told: Said, reference: str, behind: str) -> None:
    """The account (and the name) in the entry itself or on the line behind it."""
    match = _account().fullmatch
    party = match(behind.strip()) or match(reference.strip())
    if party:
        told.iban = party[1]
        told.name = told.name or (party[2] or "").strip()


LAYOUTS: dict[str, Reader] = {"padded": _padded, "subfields": _subfields, "text": _plain}
