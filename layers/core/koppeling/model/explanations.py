"""Why a bank line is explained as it is, or what it could be (aflettering en verklaring), as data.

Words come from `reports/`: here are the rule, what was found and where, the sum, what was looked at
and ruled out, and what would change the conclusion. Confidence is a class of evidence, never an
invented percentage.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date
from typing import Literal

from koppeling.model.canonical import digest, identity
from koppeling.model.entries import Evidence
from koppeling.model.movements import Part

Rule = Literal[
    "return",
    "named_sum",
    "netting_document",
    "whole_remittance",
    "unique_amount",
    "advance",
    "decision",
    "other",
    "some_named",
    "named_less_negatives",
    "more_than_named",
    "part_of_item",
    "subset",
    "open_until",
    "credit_repaid",
    "marked_rest",
    "marked",
]
"""By what a line may be explained: what books by itself, what a person decided, then proposals."""
ClueKind = Literal["number", "document", "word", "file", "run", "amount", "reference"]
Considered = Literal[
    "subset",
    "negatives",
    "file_or_run",
    "equal_item",
    "equal_line",
    "equal_total",
    "tariff",
    "accident",
    "taken_before",
    "left_waiting",
]
Needs = Literal["", "three_days", "decision"]

CLASSES: dict[Rule, str] = {
    "named_sum": "A",
    "netting_document": "A",
    "return": "A",
    "decision": "A",
    "advance": "B",
    "whole_remittance": "B",
    "unique_amount": "C",
}
"""Class of evidence by rule: A a number or a document and the sum, B a structure, C an amount;
everything else is D, a proposal."""


@dataclass(frozen=True, slots=True)
class Clue:
    """Aanwijzing: what was found in a bank line, and where.

    `kind` = `number` (the number of an item or document), `word` (set-off, advance), `file`, `run`,
    `amount`, `reference` (of an original). `text` = which of the texts, `start` and `end` the place
    in it; -1 = not at one place (a number written in pieces). While a line is matched the texts are
    those of the line, with marks; in an `Explanation` they are its own, for people.
    """

    kind: ClueKind
    value: str
    text: int = -1
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class RuledOut:
    """Uitgesloten: what was looked for besides, over how many candidates, and with what outcome.

    `what` = other sets of items (`subset`) or of negative ones (`negatives`), other files and runs,
    items, lines and totals of the same amount, tariffs that it is a multiple of, other amounts that
    the items make as well (`accident`), what another payout may have taken (`taken_before`) or this
    one could have taken as well (`left_waiting`); `complete` = the search could be finished, so
    that nothing found means that there is nothing.
    """

    what: Considered
    searched: int
    found: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """Verklaring: parts that may explain a bank line, by which rule and why.

    `cents` = the line; what the parts leave is `residual`. `dated` = the latest date among the
    facts. `needs` = what it waits for: nothing, three days of silence, or a decision. `texts` =
    those that clues stand in, with nothing but known numbers, words of payer packs and `***`.
    """

    line: str
    rule: Rule
    parts: tuple[Part, ...]
    cents: int
    dated: Day | None = None
    clues: tuple[Clue, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    needs: Needs = ""
    texts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Line and parts: the same explanation has the same id by whatever rule it was found.

        The account that an item stands on is no part of it: a decision holds in every scheme.
        """
        return explanation_id(self.line, self.parts)

    @property
    def residual(self) -> int:
        """Cents of the line that the parts leave unexplained."""
        return self.cents - sum(p.cents for p in self.parts)

    @property
    def evidence_class(self) -> str:
        """A to D (`CLASSES`)."""
        return CLASSES.get(self.rule, "D")


def explanation_id(line: str, parts: Iterable[Part]) -> str:
    """The id of an explanation of a line by these parts."""
    content = [(p.item, "" if p.item else p.role, p.cents) for p in parts]
    return "M" + identity("match", [line, content], 15)


@dataclass(frozen=True, slots=True)
class Precision:
    """Gemeten juistheid van een klasse: automatic matches that stand, and those taken back."""

    evidence_class: str
    standing: int
    taken_back: int


@dataclass(frozen=True, slots=True)
class Match:
    """Aflettering: which items a bank line pays, by which rule, and why."""

    id: str
    line: str
    evidence: Evidence
    items: tuple[Part, ...]
    cents: int
    rule: Rule
    why: Explanation


@dataclass(frozen=True, slots=True)
class Parked:
    """Uit te zoeken: a question with its figures. `id` is the subject of a decision.

    `cents` signed, receipts positive; a rejection has debit sign. `held_on` = the role it stands on
    in the books, None = not booked. `about` = plain words for the worklist (no personal data);
    `candidates` = what it could be, best first; `options` = the explanations that may be accepted,
    at most two, best first. `again` = of a rejection the later claims that may claim it again, each
    with the cents that are then revenue twice.
    """

    id: str
    reason: str
    cents: int
    held_on: str | None
    where: Evidence
    payer: str = ""
    date: Day | None = None
    about: str = ""
    candidates: tuple[str, ...] = ()
    options: tuple[Explanation, ...] = ()
    again: tuple[tuple[str, int], ...] = ()

    @property
    def seen(self) -> str:
        """The digest that a decision repeats: reason and figures, not the order of arrival."""
        facts = [self.id, self.reason, self.cents, self.held_on, list(self.candidates)]
        again = [list(found) for found in self.again]
        return digest([*facts, [o.id for o in self.options], *([again] if again else [])])[:12]
