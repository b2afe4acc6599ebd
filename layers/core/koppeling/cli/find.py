"""`koppeling find`: what is this, where is it booked, why, and what is open?"""

import argparse
import json
from typing import Any

from koppeling.cli.files import say
from koppeling.cli.opened import NotOpened, add_options, opened
from koppeling.reports.found import found_lines
from koppeling.reports.found_plain import found_plain
from koppeling.settle.find import find


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser(
        "find",
        help="what is this, where is it booked, why, what is open",
        description="Finds claims, bank lines, bookings, questions and files by an amount "
        "(1.234,56), a claim number in any form, words of a bank text or of a booking, or a key.",
    )
    add_options(command)
    command.add_argument("query", metavar="AMOUNT|INVOICE|TEXT", help="what to look for")
    command.add_argument("files", nargs="*", metavar="FILE|DIR", help="booked with --mapping")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 also when there is no such thing, 2 for wrong use."""
    try:
        book = opened(arguments)
    except NotOpened as error:
        say(f"koppeling find: {error}")
        return 2
    found = find(book.shop, arguments.query)
    if found is None:
        say(f"koppeling find: {book.name} waits for a mapping")
        return 2
    if arguments.json:
        plain = {"administration": book.name} | found_plain(found)
        print(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        print("\n".join(found_lines(found, arguments.language)).rstrip())
    return 0
