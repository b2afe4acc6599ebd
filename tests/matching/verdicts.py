"""What people decide about a random history: sensible, too late, twice, or about nothing at all."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from koppeling.matching.derive import Derived
from koppeling.matching.facts import Ruling
from koppeling.matching.verdicts import chosen, form_fault, options_of, unknown_option
from koppeling.model.actions import MARKS
from koppeling.model.documents import Decision

FIRST = date(2026, 3, 1)
ROLES = ("advance", "interest", "intercompany", "repayable", "account:4890")
AMOUNTS = frozenset(
    {"match", "explain", "rejection", "resubmission", "uncollectable", "provision", "reserve"}
)
FINAL = ("writeoff", "revenue", "client", "prior", *sorted(MARKS))
PRINCIPALS = ("", "x", "y")
AGAIN = (("rejection", 0.5), ("uncollectable", 0.2))
"""What is decided a second time, and how often: above a limit that takes two persons."""


def rulings(r: Random, seen: Derived) -> tuple[Ruling, ...]:
    """A few decisions of people who saw this; each with the verdict of its moment."""
    made: list[Ruling] = []
    for _ in range(r.choice((0, 1, 2, 3, 5, 6))):
        made.append(ruled(_decision(r, seen, made), seen, made))
    return tuple(made)


def decision(
    action: str, subject: str, target: str = "", cents: int | None = None, day: date = FIRST
) -> Decision:
    """One row of the form."""
    return Decision(1, day, "A", "because", action, subject, target, cents, "")


def ruled(row: Decision, seen: Derived, before: Iterable[Ruling] = ()) -> Ruling:
    """The ruling on a row by who sees this, as `settle` takes it."""
    before = tuple(before)
    asked = {p.id: p for p in seen.parked}
    about, option = chosen(row, asked, options_of(seen.parked, seen.matches))
    again = row.id in {r.decision.id for r in before if not r.refused}
    fault, waits = form_fault(row), False
    if not fault and not again:
        fault, waits = unknown_option(row, option, asked.get(about))
    return Ruling(
        len(before),
        "d" * 64,
        1,
        row,
        fault,
        again,
        about if about != row.subject else "",
        option.id if option else "",
        tuple((p.item, p.role, p.cents) for p in option.parts) if option else (),
        waits=waits,
    )


def _decision(r: Random, seen: Derived, made: list[Ruling]) -> Decision:
    """Anything that the form allows, about what is there or about what is not."""
    day = FIRST + timedelta(days=r.choice((0, 3, 20)))
    who = r.choice(PRINCIPALS)
    for action, often in AGAIN:
        same = [m.decision for m in made if m.decision.action == action]
        if same and r.random() < often:  # what somebody decided, by whoever it is
            return replace(r.choice(same), date=day, principal=who)
    again = _again(r, seen)
    action, subjects, target = r.choice(_choices(r, seen, made, again))
    whole = action == "resubmission" and again and r.random() < 0.8
    cents = r.choice((None, None, None, 1000, 500, -1000))
    amount = cents if action in AMOUNTS and not whole else None
    return replace(decision(action, _one(r, subjects), target, amount, day), principal=who)


def _choices(
    r: Random, seen: Derived, made: list[Ruling], again: tuple[str, str] | None
) -> list[tuple[str, list[str], str]]:
    """Action, subjects and target, each as often as it is to be drawn."""
    asked: dict[str, list[str]] = {}
    for p in seen.parked:
        asked.setdefault(p.reason, []).append(p.id)
    lines = [f"L{x.line.id}" for x in seen.received] + [f"L{x.id}" for x in seen.unbooked]
    items = [i.invoice for i in seen.items] + [i.key for i in seen.items]
    options = [o.id for p in seen.parked for o in p.options] + [m.id for m in seen.matches]
    options = options or [p.id for p in seen.parked]
    rejections = asked.get("rejection_undecided") or items
    payers = sorted({i.payer for i in seen.items})
    refused, later = again or (_one(r, rejections), _one(r, items))
    claims = ",".join(_one(r, items) for _ in range(r.choice((1, 1, 2, 3))))
    return [
        *[("match", lines, claims)] * 3,
        ("explain", lines, r.choice(ROLES)),
        *[("accept", options, "")] * 2,
        ("refuse", options, ""),
        *[("rejection", rejections, r.choice(FINAL))] * 4,
        *[("resubmission", [refused], later)] * (9 if again else 1),
        ("replace", asked.get("revised_remittance") or lines, ""),
        ("accept", asked.get("claim_needed") or lines, ""),
        *[("uncollectable", items, "")] * 2,
        ("provision", ["noord", *payers], ""),
        ("reserve", [f"{p}/Zvw/2026" for p in payers], ""),
        ("close", ["2026-01-31", "2026-02-28"], ""),
        ("undo", [m.decision.id for m in made], ""),
    ]


def _one(r: Random, found: list[str]) -> str:
    """One of these, or now and then what is not there."""
    return r.choice(found) if found and r.random() < 0.97 else "unknown"


def _again(r: Random, seen: Derived) -> tuple[str, str] | None:
    """A rejection and a later claim to the same payer, as what is submitted again looks."""
    opened = {i.invoice: i.opened for i in seen.items}
    found = [
        (p.id, i.key)
        for p in seen.parked
        if p.reason == "rejection_undecided"
        for i in seen.items
        if i.payer == p.payer and i.kind == "claim" and i.declared > 0
        if any(opened[n] < i.opened for n in opened if n in p.about)
    ]
    return r.choice(found) if found else None
