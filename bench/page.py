"""Pages of docs/ with measured tables: those are put in by commands, never typed."""

from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "matching-benchmark.md"


def between(command: str) -> tuple[str, str]:
    """The marks around what a command puts in."""
    return f"<!-- made by {command} -->\n", f"<!-- end of {command} -->"


def put(command: str, text: str, where: Path = PAGE) -> None:
    """Put a text between the marks of a command."""
    begin, end = between(command)
    page = where.read_text(encoding="utf-8")
    assert page.count(begin) == page.count(end) == 1, command
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    where.write_text(f"{head}{begin}{text.strip()}\n{end}{tail}", encoding="utf-8")


def found(command: str) -> str:
    """What stands between the marks of a command."""
    begin, end = between(command)
    return PAGE.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
