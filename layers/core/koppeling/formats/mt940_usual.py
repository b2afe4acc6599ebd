r"""Entries of the usual shape (gewone mutaties), each by one expression: the fast path of MT940.

Nearly every entry of a bank has one shape, with no slash in a value: no reversal, no return, no
part-cents, a Dutch account at the other side. Such an entry and its field 86 are matched together;
any other, also one that is only a little different, is read by its words (`mt940_said`). Both ways
say the same, which a test holds against each other.

>>> from koppeling.formats.mt940_dialects import dialect_of
>>> match, parts_of = usual_of(dialect_of("RABO"))
>>> said = "/EREF/E1/ORDP//NAME/Teststad/REMI/declaratie 1/ISDT/2026-02-16"
>>> found = match(f"260216C00340,00N127EREF\nNL69INGB0123456789\n:86:{said}")
>>> parts_of(found.groups())[:7]
('260216', 'C', '00340', '00', 'NL69INGB0123456789', 'Teststad', 'declaratie 1')
"""

import re
from collections.abc import Callable
from functools import cache
from operator import itemgetter

from koppeling.formats.mt940_dialects import Dialect

ENTRY = (
    "(?P<dates>[0-9]{6}(?:[0-9]{4})?)(?P<mark>[CD])"
    "(?P<whole>[0-9]{1,15}),(?P<part>[0-9]{0,2})N(?!RTI)[A-Z0-9]{3}"
)
PARTS = (
    *("dates", "mark", "whole", "part"),
    *("iban", "name", "text", "reference", "bank"),
)

Parts = tuple[str, ...]
Match = Callable[[str], re.Match[str] | None]


@cache
def usual_of(dialect: Dialect) -> tuple[Match, Callable[[Parts], Parts]]:
    """What matches an entry, and what puts its groups in the order of `PARTS`.

    Nothing matches in a dialect of which no usual shape is known. An entry is matched
    with its field 86 behind it, the lines of that joined.
    """
    if not dialect.usual:
        return (lambda _: None), tuple
    pattern = re.compile(ENTRY + dialect.usual)
    return pattern.fullmatch, itemgetter(*(pattern.groupindex[part] - 1 for part in PARTS))
