"""`koppeling run`: the whole engine on a laptop, over files, without AWS."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from koppeling.cli.files import drawn_key, expanded, progress, say, source_of
from koppeling.cli.mapped import MappingRefused, in_scheme, mapping_in
from koppeling.formats.source import Source
from koppeling.matching.verdicts import no_accrual
from koppeling.model.book import Book
from koppeling.reports.result import result, result_json
from koppeling.settle.offline import SCHEMES
from koppeling.settle.offline import run as run_engine


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser("run", help="book files with a mapping, offline")
    command.add_argument("files", nargs="+", metavar="FILE|DIR")
    command.add_argument("--mapping", required=True, help="the mapping (TOML)")
    command.add_argument("--scheme", choices=[*SCHEMES, "all"], help="overrides the mapping's")
    command.add_argument(
        "--close", metavar="DATE", type=date.fromisoformat, help="accruals at this date, YYYY-MM-DD"
    )
    command.add_argument("--out", metavar="DIR", help="write journal, auditfile, report and result")
    command.add_argument("--json", action="store_true", help="print result.json")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when a file was refused, 2 for the mapping, 3 for a blocking identity."""
    file = Path(arguments.mapping)
    try:
        mapping = mapping_in(file)
    except MappingRefused as error:
        say(str(error))
        return 2
    schemes = list(SCHEMES) if arguments.scheme == "all" else [arguments.scheme or ""]
    out = Path(arguments.out) if arguments.out else None
    paths = list(expanded(arguments.files, [file, *([out] if out else [])]))
    key = drawn_key()
    sources = [source_of(p, key) for p in paths]
    books = {}
    for scheme in schemes:
        try:
            chosen = in_scheme(mapping, scheme)
        except MappingRefused as error:
            say(str(error))
            if arguments.scheme != "all":
                return 2
            continue
        if arguments.close and (why := no_accrual(chosen, arguments.close)):
            say(f"{scheme or 'koppeling'}: --close: {why}")
        done = progress("gelezen", len(sources))
        books[scheme] = run_engine(chosen, sources, key, done, close=arguments.close)
    return _tell(arguments, books, out, paths, sources)


def _tell(
    arguments: argparse.Namespace,
    books: dict[str, Book],
    out: Path | None,
    paths: list[Path],
    sources: list[Source],
) -> int:
    if arguments.scheme == "all":
        shown = {"schemes": {name: result(book) for name, book in books.items()}}
    else:
        shown = result(next(iter(books.values())))
    if arguments.json:
        print(result_json(shown), end="")
    names = {s.sha256: p for s, p in zip(sources, paths, strict=True)}
    for name, book in books.items():
        if out:
            _write(out / name if arguments.scheme == "all" else out, book)
        if arguments.scheme != "all" or name == next(iter(books)):
            _say_problems(book, names)
        if arguments.scheme != "all" and not arguments.json:
            _say(name, book)
    if arguments.scheme == "all" and books:
        _compare(books, out, quiet=arguments.json)
    worst = list(books.values())
    if any(i.blocking and i.holds is False for b in worst for i in b.identities):
        return 3
    return 1 if any(f.outcome == "refused" for b in worst for f in b.files) else 0


def _write(folder: Path, book: Book) -> None:
    # the report libraries are heavy: loaded only when something is written
    from koppeling.reports.all import write_all

    folder.mkdir(parents=True, exist_ok=True)
    for name, data in write_all(book).items():
        (folder / name).write_bytes(data)


def _compare(books: dict[str, Book], out: Path | None, *, quiet: bool) -> None:
    from koppeling.reports.comparison import comparison
    from koppeling.reports.terminal import compared

    found = comparison(books)
    if out:
        from koppeling.reports.comparison_page import page

        (out / "report.html").write_text(page(found), encoding="utf-8")
    if not quiet:
        print(compared(found))


def _say_problems(book: Book, names: dict[str, Path]) -> None:
    """The files are the same in every scheme: what is wrong with them is said once."""
    for file in book.files:
        for found in file.problems:
            say(f"{names.get(file.sha256, file.sha256[:12])}: {found.code}: {found.message()}")


def _say(scheme: str, book: Book) -> None:
    from koppeling.reports.terminal import summary

    if scheme:
        print(f"== {scheme}")
    print(summary(book))
