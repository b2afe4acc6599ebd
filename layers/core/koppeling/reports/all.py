"""Everything that is written of a book (alle uitvoer): names and bytes."""

from koppeling.model.book import Book
from koppeling.reports import auditfile, clearing, csv_journal, hledger
from koppeling.reports.report import report
from koppeling.reports.result import result, result_json
from koppeling.reports.worklist import worklist


def write_all(book: Book, language: str = "nl") -> dict[str, bytes]:
    """Journal (hledger, CSV), auditfile a year, report, clearing account, worklist and result.

    `language` = `nl` or `en`, for what people read; the rest is one for all.
    """
    texts = {
        "clearing.csv": clearing.table(book, language),
        "journal.hledger": hledger.journal(book),
        "journal.csv": csv_journal.journal(book),
        **auditfile.auditfiles(book),
        "report.html": report(book, language),
        "result.json": result_json(result(book)),
    }
    found = {name: text.encode() for name, text in texts.items()}
    sheets = {"clearing.xlsx": clearing.workbook(book, language)}
    return found | sheets | {"worklist.xlsx": worklist(book, language)}
