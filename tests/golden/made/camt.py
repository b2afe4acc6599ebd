"""CAMT statements that keep or break a rule: folder -> (rule, files)."""

from datetime import date

from koppeling.formats.camt_write import Booked, statement

IBAN = "NL91ABNA0417164300"
PAID = Booked(date(2026, 2, 16), 34000, "Declaratie F1", "NL69INGB0123456789", "Teststad")

CASES: dict[str, tuple[str, dict[str, bytes]]] = {
    "sluit": (
        "Een afschrift waarvan begin plus mutaties het eind is, wordt gelezen.",
        {"v02.xml": statement(IBAN, 1000, [PAID], version="02")},
    ),
    "sluit-niet": (
        "Een afschrift waarvan begin plus mutaties niet het eind is, wordt geweigerd.",
        {"een-cent.xml": statement(IBAN, 1000, [PAID], closing=35001)},
    ),
}
