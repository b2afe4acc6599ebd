"""Why a bank line is explained as it is (verklaring in woorden), in Dutch and English.

The sentences are a table (`sentences.py`); here they are put in order: rule, class, where the
evidence stands, the sum, what was ruled out, what would change it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from koppeling.model.cents import euros_in
from koppeling.model.explanations import Clue, Explanation, Precision, RuledOut
from koppeling.model.movements import Part
from koppeling.reports.sentences import CHANGES, CLASSES, CLUES, MEASURED, RULED_OUT, SUM, UNDONE
from koppeling.reports.words import ROLES, RULES, word

SILENCE = timedelta(days=3)
"""How long nothing else may come (contract section 2, *What books by itself*)."""
WIDTH = 44
"""Characters of the words in a sum; the amount stands to the right of it."""

MOST = 24
"""Rows of a sum."""

Quote = tuple[tuple[str, bool], ...]
"""A text in pieces: what it says, and whether it is the evidence."""


@dataclass(frozen=True, slots=True)
class Told:
    """Verklaring zoals zij gelezen wordt; every text is in the language that was asked for.

    `grade` = the class A to D, `means` what it says, `measured` how often it was right here ('' =
    it never concludes by itself, or a person did). `sums` = (words, signed cents) an item; `total`,
    `line` and `residual` in cents.
    """

    id: str
    title: str
    grade: str
    means: str
    measured: str
    quotes: tuple[Quote, ...]
    clues: tuple[str, ...]
    sums: tuple[tuple[str, int], ...]
    total: int
    line: int
    residual: int
    ruled_out: tuple[str, ...]
    change: str


def told(
    found: Explanation, precision: Iterable[Precision], language: str, dated: date | None = None
) -> Told:
    """An explanation in words. `language` = `nl` or `en`; `dated` = the day of the bank line."""
    grade = found.evidence_class
    decided = found.rule == "decision"
    counted = [p for p in precision if p.evidence_class == grade and not decided]
    return Told(
        id=found.id,
        title=word(RULES, found.rule, language),
        grade=grade,
        means=word(CLASSES, found.rule if decided else grade, language),
        measured=measured(counted[0], language) if counted else "",
        quotes=tuple(_quotes(found)),
        clues=tuple(dict.fromkeys(_clue(c, language) for c in found.clues)),
        sums=tuple(_sums(found.parts, language)),
        total=found.cents - found.residual,
        line=found.cents,
        residual=found.residual,
        ruled_out=tuple(_ruled_out(r, found, language) for r in found.ruled_out),
        change=_change(found, language, dated),
    )


def lines(said: Told, language: str) -> list[str]:
    """The same as lines of text; evidence stands between « and »."""
    measured_ = f" ({said.measured})" if said.measured else ""
    return [
        f"{said.id}: {said.title}",
        f"{word(SUM, 'class', language)} {said.grade}: {said.means}{measured_}",
        *("".join(f"«{text}»" if own else text for text, own in quote) for quote in said.quotes),
        *(f"- {clue}" for clue in said.clues),
        *(_amount(f"  {words}", cents, language) for words, cents in said.sums),
        _amount(word(SUM, "total", language), said.total, language),
        _amount(word(SUM, "line", language), said.line, language),
        _amount(word(SUM, "residual", language), said.residual, language),
        *(f"- {words}" for words in said.ruled_out),
        said.change,
    ]


def measured(precision: Precision, language: str) -> str:
    """How often matches of a class were right in this administration."""
    said = word(MEASURED, "measured", language)
    return said.format(standing=precision.standing, taken_back=precision.taken_back)


def _amount(words: str, cents: int, language: str) -> str:
    return f"{words:<{WIDTH}}{euros_in(language)(cents):>16}"


def _quotes(found: Explanation) -> Iterator[Quote]:
    """Each text, cut where evidence begins and ends."""
    for number, text in enumerate(found.texts):
        own = sorted({(c.start, c.end) for c in found.clues if c.text == number})
        pieces: list[tuple[str, bool]] = []
        before = 0
        for start, end in own:
            pieces += [(text[before:start], False), (text[start:end], True)]
            before = end
        yield tuple(p for p in (*pieces, (text[before:], False)) if p[0])


def _sums(parts: tuple[Part, ...], language: str) -> Iterator[tuple[str, int]]:
    """What each part pays; of very many the first, and the rest as one."""
    shown = parts if len(parts) <= MOST else parts[: MOST - 1]
    yield from ((p.invoice or word(ROLES, p.role, language), p.cents) for p in shown)
    if rest := parts[len(shown) :]:
        more = word(SUM, "more", language).format(count=len(rest))
        yield more, sum(p.cents for p in rest)


def _clue(clue: Clue, language: str) -> str:
    key = clue.kind if clue.text < 0 else f"{clue.kind}, placed"
    return word(CLUES, key, language).format(value=clue.value).replace("  ", " ")


def _ruled_out(ruled: RuledOut, found: Explanation, language: str) -> str:
    """What was found of it; a search that was not finished rules nothing out."""
    outcome = "unfinished" if not ruled.complete else "found" if ruled.found > 0 else "none"
    said = word(RULED_OUT, f"{ruled.what}, {outcome}", language)
    amount = f"€\u00a0{euros_in(language)(found.cents)}"
    return said.format(searched=ruled.searched, found=ruled.found, amount=amount)


def _change(found: Explanation, language: str, dated: date | None) -> str:
    """What it waits for; of what was concluded, what would undo it."""
    day = (dated + SILENCE) if dated else None
    shown = "" if day is None else day.strftime("%d-%m-%Y") if language == "nl" else str(day)
    said = word(CHANGES if found.needs else UNDONE, found.needs or found.rule, language)
    return said.format(day=shown or word(SUM, "silence", language))
