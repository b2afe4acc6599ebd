"""The cutting plan of a layout (snijplan): what the fast path takes out of a record, and how.

A money record is cut twice, each time by one `struct`: into what its sum is kept under, and into
its amounts. Neighbouring fields are cut as one piece; only when a sum is done are they told apart.
"""

import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from koppeling.formats.layout import Field, Layout, standard

AMOUNTS = ("declared", "awarded")
SIGNS = ("declared_dc", "awarded_dc")
DAYS = ("end", "day", "begin")
GROUPED = ("category", "product", "agb", "vat")


@dataclass(frozen=True, slots=True)
class Cut:
    """Snijplan: `parts` = where in the joined pieces of `key` each part of it lies, start and end.

    `columns` = by record kind, every position that must hold a digit. `day` is the field that says
    when a performance ended, or began where a record has no end.
    """

    key: struct.Struct
    amounts: struct.Struct
    parts: dict[str, tuple[int, int]]
    columns: dict[bytes, tuple[int, ...]]
    day: Field

    def part(self, name: str, joined: bytes) -> bytes:
        """One part of a joined key; b'' for a part that this layout does not have."""
        start, end = self.parts.get(name, (0, 0))
        return joined[start:end]


@cache
def cut_of(name: str, version: str) -> Cut:
    """The plan of a standard and version, made once from its table."""
    layout = standard(name, version)
    fields = layout.records[layout.money]
    day = day_of(layout)
    kept = {day.part, *GROUPED, *SIGNS, "code"}
    parts: dict[str, tuple[int, int]] = {}
    at = 0
    for f in (f for f in fields if f.part in kept):
        part = "codes" if f.part == "code" else f.part
        start = parts[part][0] if part in parts else at
        at += f.length
        parts[part] = (start, at)
    return Cut(
        key=_struct(fields, kept),
        amounts=_struct(fields, AMOUNTS),
        parts=parts,
        columns={kind.encode(): tuple(_digits(found)) for kind, found in layout.records.items()},
        day=day,
    )


def day_of(layout: Layout) -> Field:
    """The field of the money record that says when the performance ended, else began."""
    part = {f.part: f for f in layout.records[layout.money]}
    return next(part[name] for name in DAYS if name in part)


def _digits(fields: Iterable[Field]) -> Iterable[int]:
    filled = (f for f in fields if f.type == "N" and f.part != "unfilled")
    return (column for f in filled for column in range(f.start, f.end))


def _struct(fields: Iterable[Field], kept: Collection[str]) -> struct.Struct:
    """Neighbours that are kept come out as one; two amounts are never neighbours."""
    pieces = groupby(fields, lambda f: f.part in kept)
    lengths = [(sum(f.length for f in run), "s" if is_kept else "x") for is_kept, run in pieces]
    return struct.Struct("".join(f"{length}{code}" for length, code in lengths) + "2x")
