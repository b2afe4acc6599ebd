"""What is kept of a bank line (design promise 3), and how a number is still found in it.

Of a payer's line the text is kept with every number replaced by a keyed mark; of any other line
only date, cents and record, plus the marks, so that a claim that arrives later still finds its
number, and the words of payer packs, so that who turns out to be a payer is read as one. A mark
is an HMAC under the tenant's key: it says nothing to who lacks the key, and an open item's own
number gives the same mark.
"""

import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from koppeling.matching.vocabulary import Vocabulary
from koppeling.model.documents import BankLine, Number, Statement
from koppeling.model.mapping import Mapping

Marker = Callable[[str], str]

RUN = re.compile(r"[0-9A-Za-z]*[0-9][0-9A-Za-z]*", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
BEHIND = re.compile(r"^[A-Z]+([0-9]+)$", re.ASCII)
YEAR = re.compile(r"20[0-9]{2}", re.ASCII)
DATE = re.compile(r"20[0-9]{2}[01][0-9][0-3][0-9]|[0-3][0-9][01][0-9]20[0-9]{2}", re.ASCII)
ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z]{4}[0-9]{10}", re.ASCII)
MARKED = re.compile(r"\[([0-9a-f]{16})\]")
SHORTEST = 2
SHORTEST_JOINED = 6
SHORTEST_PIECED = 3
"""Of a number that a fold cut in two; shorter ones are read by themselves first."""
LONG = 5
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


Seen = tuple[int, int, bool, tuple[str, ...]]
"""As in `Number`, with the forms themselves."""


def numbers(text: str, at: int = 0) -> list[Seen]:
    """Every way in which a known number could stand in a text; `at` = the place of its first run.

    Runs of letters and digits that hold a digit, with the digits inside them, and two or three runs
    joined (a number cut by a fold or written with separators).

    >>> [forms for _, size, _, forms in numbers("decl F2026-001") if size == 1]
    [('F2026', '2026'), ('001',)]
    >>> [forms for _, size, _, forms in numbers("decl F2026-001") if size == 2]
    [('F2026001', '2026001')]
    """
    runs = [fold(m.group()) for m in RUN.finditer(text)]
    found: list[Seen] = []
    for size in (1, 2, 3):
        for i in range(len(runs) - size + 1):
            run = "".join(runs[i : i + size])
            if size > 1 and len(run) < SHORTEST_JOINED:
                if size == 2 and run.isdigit() and len(run) >= SHORTEST_PIECED:  # noqa: PLR2004
                    found.append((at + i, size, False, (run,)))
                continue
            # what is joined is one number: its parts are read by themselves
            parts = DIGITS.findall(run) if size == 1 else BEHIND.findall(run)
            inside = [f for digits in parts for f in sorted(forms(digits))]
            known = tuple(dict.fromkeys([*sorted(forms(run), key=len, reverse=True), *inside]))
            found.append((at + i, size, size == 1 and _is_number(run), known))
    return found


def _is_number(run: str) -> bool:
    """Whether a run must be somebody's number: long enough, and no date, year or account."""
    digits = sum(c.isdigit() for c in run)
    if len(run) < LONG or digits < LONG - 1 or ACCOUNT.fullmatch(run):
        return False
    return not (len(run) == 8 and DATE.fullmatch(run))  # noqa: PLR2004 - a date has 8 digits


def redact(statement: Statement, mapping: Mapping, mark: Marker) -> Statement:
    """The statement as it may be kept for an administration."""
    names = [fold(p.name) for p in mapping.payers] + [fold(a.name) for a in mapping.agents]
    own = set(mapping.administration.iban)
    words = Vocabulary(lambda text: masked(text, mark), MARKED)
    lines = tuple(_line(line, mapping, words, (mark, names, own)) for line in statement.lines)
    return replace(statement, lines=lines)


def _line(
    line: BankLine,
    mapping: Mapping,
    words: Vocabulary,
    known: tuple[Marker, Iterable[str], set[str]],
) -> BankLine:
    """One line; `known` = how to mark, names of payers, our own accounts."""
    mark, names, own = known
    if line.counter_iban in own:
        return _bare(line, own=True)
    whole = {fold(r) for r in line.references} - NO_REFERENCE
    kept = replace(
        line,
        references=(),
        numbers=_numbers(line, mark, frozenset(mapping.administration.agb)),
        counter_mark=mark(line.counter_iban) if line.counter_iban else "",
        reference_marks=tuple(sorted(map(mark, whole))),
        tails=tuple(sorted({mark(c) for text in line.texts for c in _cut_off(text)})),
    )
    if mapping.payers_of(line.counter_iban):
        return replace(kept, texts=tuple(masked(t, mark) for t in line.texts))
    spoken = fold(" ".join((line.counter_name, *line.texts)))
    named = any(name and name in spoken for name in names)
    said = tuple(filter(None, map(words.only, line.texts)))
    return replace(_bare(kept), names_payer=named, texts=said)


def _numbers(line: BankLine, mark: Marker, own: frozenset[str]) -> tuple[Number, ...]:
    """The numbers of all texts and references, each once.

    Only in a text must a number be somebody's: a reference is mostly the bank's, or made up by who
    paid. Nor is our own AGB a claim's.
    """
    found: dict[tuple[int, tuple[str, ...]], Number] = {}
    at = 0
    for text in dict.fromkeys((*line.texts, *line.references)):
        seen = numbers(text, at)
        for place, size, long, known in seen:
            marks = tuple(map(mark, known))
            if marks:
                long_ = long and text in line.texts and known[0] not in own
                pieced = size > 1 and len(known[0]) < SHORTEST_JOINED
                found.setdefault((size, marks), Number(place, size, long_, marks, pieced))
        at += len(seen) + 3  # no run is joined to one of another text
    return tuple(found.values())


def _cut_off(text: str) -> set[str]:
    """The number at the end of a text that is full: there may have been more of it."""
    runs = RUN.findall(text)
    if len(text) < FULL or not runs or not text.rstrip().endswith(runs[-1]):
        return set()
    return forms(runs[-1])


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
