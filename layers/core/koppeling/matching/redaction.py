"""What is kept of a bank line (design promise 3), and how a number is still found in it.

Of a payer's line the text is kept with every number replaced by a keyed mark; of any other line
only date, cents and record, plus the marks, so that a claim that arrives later still finds its
number. A mark is an HMAC under the tenant's key: it says nothing to who lacks the key, and an
open item's own number gives the same mark.
"""

import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from koppeling.model.documents import BankLine, Statement
from koppeling.model.mapping import Mapping

Marker = Callable[[str], str]

RUN = re.compile(r"[0-9A-Za-z]*[0-9][0-9A-Za-z]*", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
YEAR = re.compile(r"20[0-9]{2}", re.ASCII)
MARKED = re.compile(r"\[([0-9a-f]{16})\]")
SHORTEST = 2
SHORTEST_JOINED = 6
FULL = 130
"""Characters: a text this long may have been cut off (a transfer has room for 140)."""
NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF", "NOREF", "GEEN"})


def marker(key: bytes) -> Marker:
    """The keyed mark (16 hex) of a folded number; remembers what it marked."""
    seen: dict[str, str] = {}

    def mark(text: str) -> str:
        found = seen.get(text)
        if found is None:
            found = hmac.digest(key, b"mark:" + text.encode(), "sha256").hex()[:16]
            seen[text] = found
        return found

    return mark


def fold(text: str) -> str:
    """Letters and digits only, upper case: a number whatever its separators.

    >>> fold("f-2026/001")
    'F2026001'
    """
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def forms(text: str) -> set[str]:
    """A number as it may be written: whole, and without leading zeros.

    >>> sorted(forms("00123456"))
    ['00123456', '123456']
    """
    folded = fold(text)
    return {f for f in (folded, folded.lstrip("0")) if len(f) >= SHORTEST}


def key_forms(number: str) -> set[str]:
    """A known number as payers write it: whole, without zeros, letters in front or the year.

    What is left must be long enough to be a number of its own.

    >>> sorted(key_forms("F2026-001234"))
    ['001234', '2026001234', 'F2026001234']
    """
    found = forms(number)
    digits = fold(number).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if len(digits) >= SHORTEST_JOINED and digits.isdigit():
        found.add(digits)
        if YEAR.match(digits) and len(digits) - 4 >= SHORTEST_JOINED:
            found.add(digits[4:])
    return found


def candidates(text: str) -> set[str]:
    """Every form in which a known number could stand in a text.

    Runs of letters and digits that hold a digit, the digits inside them, and two or three runs
    joined (a number cut by a fold or written with separators).

    >>> sorted(candidates("decl F2026-001"))
    ['001', '2026', '2026001', 'F2026', 'F2026001']
    """
    runs = [fold(m.group()) for m in RUN.finditer(text)]
    found: set[str] = set()
    for run in runs:
        found |= forms(run)
        for digits in DIGITS.findall(run):
            found |= forms(digits)
    for size in (2, 3):
        for i in range(len(runs) - size + 1):
            joined = "".join(runs[i : i + size])
            if len(joined) >= SHORTEST_JOINED:
                found |= forms(joined)
                found |= {f for d in DIGITS.findall(joined) for f in forms(d)}
    return found


def redact(statement: Statement, mapping: Mapping, mark: Marker) -> Statement:
    """The statement as it may be kept for an administration."""
    names = [fold(p.name) for p in mapping.payers] + [fold(a.name) for a in mapping.agents]
    own = set(mapping.administration.iban)
    lines = tuple(_line(line, mapping, mark, names, own) for line in statement.lines)
    return replace(statement, lines=lines)


def _line(
    line: BankLine, mapping: Mapping, mark: Marker, names: Iterable[str], own: set[str]
) -> BankLine:
    if line.counter_iban in own:
        return _bare(line, own=True)
    said = (*line.texts, *line.references)
    whole = {fold(r) for r in line.references} - NO_REFERENCE
    kept = replace(
        line,
        references=(),
        marks=tuple(sorted({mark(c) for text in said for c in candidates(text)})),
        counter_mark=mark(line.counter_iban) if line.counter_iban else "",
        reference_marks=tuple(sorted(map(mark, whole))),
        tails=tuple(sorted({mark(c) for text in line.texts for c in _cut_off(text)})),
    )
    if mapping.payers_of(line.counter_iban):
        return replace(kept, texts=tuple(masked(t, mark) for t in line.texts))
    spoken = fold(" ".join((line.counter_name, *line.texts)))
    named = any(name and name in spoken for name in names)
    return replace(_bare(kept), names_payer=named)


def _cut_off(text: str) -> set[str]:
    """The number at the end of a text that is full: there may have been more of it."""
    runs = RUN.findall(text)
    if len(text) < FULL or not runs or not text.rstrip().endswith(runs[-1]):
        return set()
    return {f for f in forms(runs[-1]) if len(f) >= SHORTEST_JOINED}


def _bare(line: BankLine, *, own: bool = False) -> BankLine:
    return replace(line, counter_iban="", counter_name="", texts=(), references=(), own=own)


def masked(text: str, mark: Marker) -> str:
    """The text with each number as its mark in brackets.

    >>> masked("declaratie F2026001", lambda n: "0123456789abcdef")
    'declaratie [0123456789abcdef]'
    """
    return RUN.sub(lambda m: f"[{mark(fold(m.group()))}]", text)


def shown(text: str, known: dict[str, str]) -> str:
    """The text for people: known numbers in clear, all others hidden.

    >>> shown("declaratie [0123456789abcdef] [ffffffffffffffff]", {"0123456789abcdef": "F1"})
    'declaratie F1 ***'
    """
    return MARKED.sub(lambda m: known.get(m[1], "***"), text)
