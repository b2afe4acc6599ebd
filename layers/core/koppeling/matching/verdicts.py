"""What a row of decisions means on the day it is taken (besluit aannemen).

Which question it is about, which explanation it means, and whether there is one; later facts change
nothing about that.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Known
from datetime import date
from typing import Literal

from koppeling.matching.closings import ACTION as CLOSE
from koppeling.matching.closings import closing_day
from koppeling.matching.decisions import ON_LINES
from koppeling.model.actions import fault as fault_of
from koppeling.model.documents import Decision
from koppeling.model.explanations import Explanation, Match, Parked, Rule
from koppeling.model.mapping import Mapping
from koppeling.model.roles import LAWS

RESERVED = re.compile(rf"[a-z]+:[0-9]{{4}}/({'|'.join(LAWS)})/[0-9]{{4}}", re.ASCII)

EXPLANATION = re.compile(r"M[0-9a-f]{15}", re.ASCII)
"""The id of an explanation, as `explanation_id` makes it."""


def form_fault(decision: Decision) -> str:
    """Why a row can never be carried out ('' = it can), whatever the book holds."""
    action, subject = decision.action, decision.subject
    if action in {"reserve", "provision"} and not decision.cents:
        return "er is geen bedrag genoemd"
    if action == "reserve" and not RESERVED.fullmatch(subject):
        return f"'{subject}' is geen financier/wet/jaar, zoals uzovi:9998/Zvw/2026"
    if action == CLOSE and closing_day(subject) is None:
        return f"'{subject}' is geen datum JJJJ-MM-DD"
    return fault_of(action, decision.target)


def closed_fault(decision: Decision, mapping: Mapping) -> str:
    """Why the books cannot be closed at that day any more, or need not be ('' = they can)."""
    day = closing_day(decision.subject) if decision.action == CLOSE else None
    return no_accrual(mapping, day) if day else ""


def no_accrual(mapping: Mapping, day: date) -> str:
    """Why nothing can be accrued at a day ('' = it can): it is closed, or the mapping says so."""
    administration = mapping.administration
    if day < administration.start or (
        administration.closed_until and day <= administration.closed_until
    ):
        return f"{day} is al gesloten: er wordt niets meer in geboekt"
    if not mapping.accrues:
        return "volgens de inrichting (accrue) wordt niets overlopend geboekt"
    return ""


def options_of(
    parked: Iterable[Parked], matches: Iterable[Match]
) -> dict[str, tuple[str, Explanation]]:
    """Explanations that are shown or concluded, by id, with the question that they answer."""
    found = {o.id: (p.id, o) for p in parked for o in p.options}
    return found | {m.id: (f"L{m.line}", m.why) for m in matches}


def chosen(
    row: Decision, asked: Known[str, Parked], shown: Known[str, tuple[str, Explanation]]
) -> tuple[str, Explanation | None]:
    """The question that a row is about and the explanation it means: named, or the only one."""
    if row.action not in {"accept", "refuse"}:
        return row.subject, None
    for name in (row.target, row.subject):
        if name in shown:
            return shown[name]
    question = asked.get(row.subject)
    options = question.options if question else ()
    concluded = [o for about, o in shown.values() if about == row.subject]
    meant = {o.id: o for o in (*options, *concluded)}
    return row.subject, next(iter(meant.values())) if len(meant) == 1 else None


def unknown_option(
    row: Decision, option: Explanation | None, question: Parked | None
) -> tuple[str, bool]:
    """Why there is nothing to accept or refuse yet, and whether facts to come may show it.

    A whole document may be accepted as it is, and of a rejection it may be refused that a claim is
    its re-submission: neither is an explanation that must be shown.
    """
    if row.action not in {"accept", "refuse"} or option is not None or _needs_none(row):
        return "", False
    if question is not None and question.options and not _option_named(row):
        return "er is meer dan een voorstel; noem het nummer ervan", False
    return "", True


def _needs_none(row: Decision) -> bool:
    """A document as it is, or a rejection and a claim."""
    if row.action == "accept":
        return row.subject.startswith("D")
    return bool(row.target) and not _option_named(row) and not row.subject.startswith("L")


def _option_named(row: Decision) -> bool:
    return any(EXPLANATION.fullmatch(name) for name in (row.target, row.subject))


def taken_back(
    row: Decision, about: str, option: Explanation | None, matches: Iterable[Match]
) -> Rule | Literal[""]:
    """The rule of the automatic match that a row undoes ('' = it undoes none).

    To accept or match by hand what was concluded undoes nothing, nor does to refuse another.
    """
    if row.action not in ON_LINES | {"refuse"}:
        return ""
    stood = next((m for m in matches if about in {m.line, f"L{m.line}"}), None)
    if stood is None or stood.rule in {"decision", "other"}:
        return ""
    named = {name.strip() for name in row.target.split(",")}
    by_hand = row.action == "match" and named == {p.invoice for p in stood.items}
    same = by_hand or (option is not None and option.id == stood.id)
    return stood.rule if same == (row.action == "refuse") else ""
