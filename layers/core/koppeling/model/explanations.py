"""Why a bank line is explained as it is, or what it could be (aflettering en verklaring), as data.

Words come from `reports/`: here are the rule, what was found and where, the sum, what was looked at
and ruled out, and what would change the conclusion. Confidence is a class of evidence, never an
invented percentage.
"""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date

from koppeling.model.canonical import digest, identity
from koppeling.model.entries import Evidence
from koppeling.model.movements import Part

CLASSES = {
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
    `amount`, `reference` (of an original). `text` = place in the line's texts, `start` and `end` in
    its masked form; -1 = not at one place (a number written in pieces).
    """

    kind: str
    value: str
    text: int = -1
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class RuledOut:
    """Uitgesloten: what was looked for besides, over how many candidates, and with what outcome.

    `what` = `subset`, `file_or_run`, `equal_item`, `equal_line`, `equal_total`, `tariff`,
    `accident`; `complete` = the search could be finished, so that nothing found means that there is
    nothing.
    """

    what: str
    searched: int
    found: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """Verklaring: parts that may explain a bank line, by which rule and why.

    `cents` = the line; what the parts leave is `residual`. `dated` = the latest date among the
    facts. `needs` = what would change it: `three_days`, `document`, `remittance`, `decision`.
    """

    line: str
    rule: str
    parts: tuple[Part, ...]
    cents: int
    dated: Day | None = None
    clues: tuple[Clue, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    needs: str = ""

    @property
    def id(self) -> str:
        """Line and parts: the same explanation has the same id by whatever rule it was found.

        The account that an item stands on is no part of it: a decision holds in every scheme.
        """
        content = [(p.item, "" if p.item else p.role, p.cents) for p in self.parts]
        return "M" + identity("match", [self.line, content], 15)

    @property
    def residual(self) -> int:
        """Cents of the line that the parts leave unexplained."""
        return self.cents - sum(p.cents for p in self.parts)

    @property
    def evidence_class(self) -> str:
        """A to D (`CLASSES`)."""
        return CLASSES.get(self.rule, "D")


@dataclass(frozen=True, slots=True)
class Match:
    """Aflettering: which items a bank line pays, by which rule, and why."""

    id: str
    line: str
    evidence: Evidence
    items: tuple[Part, ...]
    cents: int
    rule: str
    why: Explanation


@dataclass(frozen=True, slots=True)
class Parked:
    """Uit te zoeken: a question with its figures. `id` is the subject of a decision.

    `cents` signed, receipts positive; a rejection has debit sign. `held_on` = the role it stands on
    in the books, None = not booked. `about` = plain words for the worklist (no personal data);
    `candidates` = what it could be, best first; `options` = the explanations that may be accepted,
    at most two, best first.
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

    @property
    def seen(self) -> str:
        """The digest that a decision repeats: reason and figures, not the order of arrival."""
        facts = [self.id, self.reason, self.cents, self.held_on, list(self.candidates)]
        return digest([*facts, [o.id for o in self.options]])[:12]
