"""`koppeling verify`: is the book what it was? Of a cloud, or a folder that `run` wrote."""

import argparse
import json
from pathlib import Path
from typing import Any

from koppeling.cli.files import say
from koppeling.cli.opened import NotOpened, add_options, booked, reached
from koppeling.model.proof import Fault, Proof
from koppeling.reports.proofs import proof_lines, proof_plain
from koppeling.settle.book import book_of
from koppeling.settle.proof import prove


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser(
        "verify",
        help="is the book what it was? chain, files, entries, heads",
        description="Of a cloud: everything that is kept, held against everything else. With "
        "--book: the folder that `run` wrote, made again from the mapping and the files.",
    )
    add_options(command)
    command.add_argument("--book", metavar="DIR", help="a folder that `run --out` wrote")
    command.add_argument("files", nargs="*", metavar="FILE|DIR", help="what was booked")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 2 for wrong use, 3 when anything is broken."""
    if bool(arguments.book) != bool(arguments.mapping):
        say("koppeling verify: a folder is made again: say --mapping M --book DIR FILE...")
        return 2
    try:
        proofs = _of_folder(arguments) if arguments.book else _of_cloud(arguments)
    except NotOpened as error:
        say(f"koppeling verify: {error}")
        return 2
    if arguments.json:
        rows = [
            dict(zip(("tenant", "administration"), name.split("/"), strict=True)) | proof_plain(p)
            for name, p in proofs.items()
        ]
        print(json.dumps({"administrations": rows}, ensure_ascii=False, indent=2))
    else:
        for name, proof in proofs.items():
            print(f"== {name}")
            print("\n".join(proof_lines(proof, arguments.language)))
    return 0 if all(p.whole for p in proofs.values()) else 3


def _of_cloud(arguments: argparse.Namespace) -> dict[str, Proof]:
    return {
        f"{r.shop.tenant}/{r.shop.administration}": prove(r.shop, r.holds, r.heads)
        for r in reached(arguments)
    }


def _of_folder(arguments: argparse.Namespace) -> dict[str, Proof]:
    """Every file of the folder against what these files and this mapping make."""
    # the report libraries are heavy: loaded only when something is written
    from koppeling.reports.all import write_all

    folder = Path(arguments.book)
    office = booked(arguments, folder)
    shop = office.shop()
    book = book_of(shop)
    made = write_all(book) if book else {}
    faults = []
    for name, data in made.items():
        file = folder / name
        if not file.is_file():
            faults.append(Fault("file_missing", name))
        elif file.read_bytes() != data:
            faults.append(Fault("file_differs", name))
    whose = f"{shop.tenant}/{shop.administration}"
    seen = len(office.sources)
    return {whose: Proof(0, "", (("files", seen), ("written", len(made))), tuple(faults))}
