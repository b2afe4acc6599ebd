"""The journal as CSV (`;`, UTF-8 with a byte-order mark): one posting a row, for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl
from koppeling.model.entries import Evidence, JournalEntry, Posting
from koppeling.model.links import NO_LINKS, Links, links

COLUMNS = (
    "sleutel",
    "kenmerk",
    "regel",
    "datum",
    "periode",
    "dagboek",
    "boeking",
    "rekening",
    "rol",
    "omschrijving",
    "debet",
    "credit",
    "centen",
    "financier",
    "declaratie",
    "dimensies",
    "terugverwijzing",
    "bewijs",
    "tegenboeking_van",
    "tegengeboekt_door",
)
# A spreadsheet takes a cell that starts with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def journal(book: Book) -> str:
    """Own entries in order of date; `centen` is signed, debit positive, and never a formula."""
    out = io.StringIO(newline="")
    out.write("\ufeff")  # without it Excel does not read UTF-8
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    found = links(book.entries)
    for entry in book.entries:
        writer.writerows(_rows(entry, found.get(entry.key, NO_LINKS)))
    return out.getvalue()


def _rows(entry: JournalEntry, found: Links) -> Iterator[list[str | int]]:
    head = (entry.date.isoformat(), entry.period, safe(entry.journal), safe(entry.text))
    evidence = " ".join(map(_source, entry.evidence))
    for number, p in enumerate(entry.postings, 1):
        yield [
            entry.key,
            entry.reference,
            number,
            *head,
            *_posting(p),
            safe(entry.back_reference),
            evidence,
            *(" ".join(e.reference for e in some) for some in (found.of, found.reversed_by)),
        ]


def _posting(p: Posting) -> tuple[str | int, ...]:
    named = dict(p.dimensions)
    invoice = named.pop("invoice", "")
    return (
        safe(p.account),
        safe(p.role),
        safe(p.text),
        euros_nl(p.cents) if p.cents > 0 else "",
        euros_nl(-p.cents) if p.cents < 0 else "",
        p.cents,
        safe(p.payer),
        safe(invoice),
        safe(" ".join(f"{name}={value}" for name, value in named.items())),
    )


def _source(evidence: Evidence) -> str:
    return evidence.sha256 + (f"/{evidence.record}" if evidence.record else "")


def safe(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets a quote in front of it.

    >>> safe("=1+1"), safe("Omzet")
    ("'=1+1", 'Omzet')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
