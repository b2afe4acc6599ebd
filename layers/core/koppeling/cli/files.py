"""Files and folders named on the command line (bestanden): opened, never loaded whole."""

import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from koppeling.formats.source import Source


def drawn_key() -> bytes:
    """The key for pseudonyms and marks of one run: drawn, used, forgotten."""
    return secrets.token_bytes(32)


def source_of(path: Path, key: bytes) -> Source:
    """A file as a source that can be read again."""

    def open_() -> BinaryIO:
        return path.open("rb")

    return Source.opened(open_, key=key)


def expanded(paths: Iterable[str], leave_out: Iterable[Path] = ()) -> Iterator[Path]:
    """Files as named; a folder recursively in name order, without dotfiles and what is left out."""
    skipped = {p.resolve() for p in leave_out}
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from _inside(path, skipped)
        else:
            path.stat()  # a missing file is wrong use, said by the system itself
            yield path


def _inside(folder: Path, skipped: set[Path]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.resolve() in skipped:
            continue
        if path.is_dir():
            yield from _inside(path, skipped)
        else:
            yield path


def say(text: str) -> None:
    """Text for people, beside the output of programs."""
    print(text, file=sys.stderr)


def progress(what: str, total: int) -> Callable[[int], None]:
    """Shows how far long work is, on a terminal only."""
    live = sys.stderr.isatty() and total > 1

    def at(done: int) -> None:
        if live:
            end = "\n" if done == total else ""
            print(f"\r{what} {done}/{total}", end=end, file=sys.stderr, flush=True)

    return at
