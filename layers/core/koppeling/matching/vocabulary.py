"""Words of payer packs in the text of a stranger (woordenlijst): all that is kept of such a text.

Who is a stranger today may turn out to be a payer: an account is added to the mapping, or a person
matches one of its lines. What the packs read in a text must then be there, and nothing of a person.
So of a text that holds a word of a pack only those words and the marks of numbers stay, with `***`
for whatever stood between them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from koppeling.model.packs import Word, known_packs, pack

HIDDEN = "***"


class Vocabulary:
    """Woordenlijst: what any pack may look for, under one tenant's marks.

    `hide` puts a mark in the place of each number of a text, `mark` finds them there.
    """

    def __init__(self, hide: Callable[[str], str], mark: re.Pattern[str]) -> None:
        """Words with a digit in them stand in a masked text as their marks."""
        self.hide, self.mark = hide, mark
        marked = (hide(w.text) for w in _words() if hide(w.text) != w.text)
        escaped = "|".join(sorted(map(re.escape, marked), key=len, reverse=True))
        self.marked = re.compile(escaped or r"(?!)", re.IGNORECASE)

    def only(self, text: str) -> str:
        """The words of packs and the marks of numbers in a text; '' when it holds no such word."""
        hidden = self.hide(text)
        outside = self.mark.sub(lambda m: " " * len(m.group()), hidden)
        words = [*_spans(_plain().finditer(outside)), *_spans(self.marked.finditer(hidden))]
        return _kept(hidden, [*words, *_spans(self.mark.finditer(hidden))]) if words else ""


def _spans(found: Iterable[re.Match[str]]) -> Iterator[tuple[int, int]]:
    return (m.span() for m in found)


def _kept(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text at these places; what stood between two of them is hidden unless it is no word."""
    kept, at = "", 0
    for start, end in sorted(spans):
        between = text[at:start]
        if start >= at:
            kept += f" {HIDDEN} " if any(map(str.isalnum, between)) else between
        kept += text[max(start, at) : end]
        at = max(at, end)
    return f"{kept} {HIDDEN}" if any(map(str.isalnum, text[at:])) else kept


@cache
def _words() -> tuple[Word, ...]:
    """Every word with a kind of every pack, the longest first."""
    found = (w for name in known_packs() for w in (*pack(name).marks, *pack(name).more_than_named))
    return tuple(sorted(dict.fromkeys(found), key=lambda w: (-len(w.text), w.text, w.kind)))


@cache
def _plain() -> re.Pattern[str]:
    """Any of the words, and the set-off and full-payment words, which may be part of a longer."""
    packs = [pack(name) for name in known_packs()]
    parts = {word for p in packs for word in (*p.set_off, *p.full_payment)}
    ways = {re.escape(word): word for word in parts} | {w.alone.pattern: w.text for w in _words()}
    ordered = sorted(ways, key=lambda way: (-len(ways[way]), way))
    return re.compile("|".join(f"(?:{way})" for way in ordered), re.IGNORECASE)
