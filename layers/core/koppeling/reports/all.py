"""Everything that is written of a book (alle uitvoer): names and bytes."""

from koppeling.model.book import Book
from koppeling.reports import auditfile, csv_journal, hledger
from koppeling.reports.report import report
from koppeling.reports.result import result, result_json
from koppeling.reports.worklist import worklist


def write_all(book: Book, language: str = "nl") -> dict[str, bytes]:
    """Journal (hledger, CSV), auditfile a year, report, worklist and result.

    `language` = `nl` or `en`, for the report and the worklist; the rest is one for all.
    """
    texts = {
        "journal.hledger": hledger.journal(book),
        "journal.csv": csv_journal.journal(book),
        **auditfile.auditfiles(book),
        "report.html": report(book, language),
        "result.json": result_json(result(book)),
    }
    found = {name: text.encode() for name, text in texts.items()}
    return found | {"worklist.xlsx": worklist(book, language)}
