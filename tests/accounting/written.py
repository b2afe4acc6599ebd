"""What tests of the accounting expect, as pages of text that a bookkeeper can read.

A page is `== name` and the lines of it. `make test ARGS=tests/accounting UPDATE=1` writes the pages
anew; the difference is to be read before it is kept.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).parent


def written(
    page: str, names: Iterable[str], found: Callable[[str], list[str]]
) -> dict[str, list[str]]:
    """The lines under each name of a page; `found` says what there is now, for UPDATE=1.

    What a test compares it calls itself: nothing is found out while tests are collected.
    """
    file = HERE / f"{page}.txt"
    if os.environ.get("UPDATE"):
        parts = ("\n".join([f"== {name}", *found(name)]) for name in names)
        file.write_text("\n".join(parts) + "\n", encoding="utf-8")
    _, *under = f"\n{file.read_text(encoding='utf-8')}".split("\n== ")
    return {name: lines for name, *lines in (part.rstrip().split("\n") for part in under)}
