"""All that is written of a book, by name; the booking path never loads what draws it."""

import subprocess
import sys

from koppeling.reports.all import write_all
from tests.reports.worked import worked


def test_the_same_book_gives_the_same_bytes() -> None:
    first, second = (write_all(worked(post="review")) for _ in range(2))
    assert first == second
    assert sorted(first) == [
        "auditfile-2026.xaf",
        "auditfile-2027.xaf",
        "clearing.csv",
        "clearing.xlsx",
        "journal.csv",
        "journal.hledger",
        "report.html",
        "result.json",
        "worklist.xlsx",
    ]


def test_the_language_changes_what_people_read_and_no_figure() -> None:
    dutch, english = (write_all(worked(), language) for language in ("nl", "en"))
    changed = {name for name, data in dutch.items() if english[name] != data}
    assert changed == {"clearing.csv", "clearing.xlsx", "report.html", "worklist.xlsx"}


def test_the_plain_outputs_need_no_report_library() -> None:
    program = (
        "import sys\n"
        "from koppeling.reports import auditfile, csv_journal, hledger, result, terminal\n"
        "sys.exit(bool({'jinja2', 'xlsxwriter'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
