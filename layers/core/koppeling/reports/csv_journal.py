"""The journal as CSV (`;`, UTF-8): one posting a row, safe to open in a spreadsheet."""

import csv
import io

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl

COLUMNS = (
    "sleutel",
    "kenmerk",
    "datum",
    "periode",
    "dagboek",
    "omschrijving",
    "rekening",
    "rol",
    "debet",
    "credit",
    "centen",
    "financier",
    "dimensies",
    "bestand",
    "record",
)


def journal(book: Book) -> str:
    """Own entries in order of date; cents signed, debit positive."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in book.entries:
        first = entry.evidence[0] if entry.evidence else None
        for p in entry.postings:
            row = [
                entry.key,
                entry.reference,
                entry.date.isoformat(),
                entry.period,
                entry.journal,
                p.text,
                p.account,
                p.role,
                euros_nl(p.cents) if p.cents > 0 else "",
                euros_nl(-p.cents) if p.cents < 0 else "",
                str(p.cents),
                p.payer,
                " ".join(f"{k}={v}" for k, v in p.dimensions),
                first.sha256 if first else "",
                str(first.record) if first and first.record else "",
            ]
            writer.writerow(
                [row[i] if i == COLUMNS.index("centen") else safe(row[i]) for i in range(len(row))]
            )
    return out.getvalue()


def safe(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets a quote in front of it.

    >>> safe("=1+1"), safe("Omzet")
    ("'=1+1", 'Omzet')
    """
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
