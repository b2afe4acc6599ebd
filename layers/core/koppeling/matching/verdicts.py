"""What a row of decisions means on the day it is taken (besluit aannemen).

Which question it is about, which explanation it means, and whether there is one; later facts change
nothing about that.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Known
from typing import Literal

from koppeling.matching.decisions import ON_LINES
from koppeling.model.actions import fault as fault_of
from koppeling.model.documents import Decision
from koppeling.model.explanations import Explanation, Match, Parked, Rule


def form_fault(decision: Decision) -> str:
    """Why a row can never be carried out ('' = it can), whatever the book holds."""
    return fault_of(decision.action, decision.target)


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


def unknown_option(row: Decision, option: Explanation | None, question: Parked | None) -> str:
    """Why there is nothing to accept or refuse; a whole document may be accepted as it is."""
    if row.action not in {"accept", "refuse"} or option is not None:
        return ""
    if question is not None and question.options:
        return "er is meer dan een voorstel; noem het nummer ervan"
    if row.action == "refuse":
        return "er is geen voorstel of aflettering met dit nummer"
    return "" if question is not None else "er is geen voorstel met dit nummer"


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
