"""What a movement does by the table alone, without any account (uitwerking).

Used where entries are compared with what should have been booked, and for what Koppeling did not
book itself.
"""

from typing import NamedTuple

from koppeling.accounting.journal_table import role_of, rule_of
from koppeling.model.movements import Movement


class Effect(NamedTuple):
    """Uitwerking: signed cents on a role, and whose; `item` = an open item or `line_item`."""

    role: str
    payer: str
    cents: int
    law: str = ""
    item: str = ""


def line_item(line: str) -> str:
    """The name of a receipt among open items, by the id of its bank line."""
    return f"line/{line}"


def receipt_of(movement: str) -> str:
    """The receipt that a movement is of, as it is named among open items; '' for any other.

    >>> receipt_of("reversed/explained/ab12~1"), receipt_of("awarded/F1")
    ('line/ab12', '')
    """
    kind, _, rest = movement.removeprefix("reversed/").partition("/")
    return line_item(rest.partition("~")[0]) if kind in {"paid", "explained"} else ""


def effects(movement: Movement) -> list[Effect]:
    """What it does to each role, debit positive."""
    if movement.kind == "reversed":
        return _mirrored(movement)
    if movement.kind == "netted":
        return _parts(movement, -1)
    if movement.kind in {"paid", "explained", "decided_receipt"}:
        rest = movement.cents if movement.kind == "paid" else 0
        explained = sum(p.cents for p in movement.parts)
        own = [_received(movement, "bank", rest)] if rest else []
        hold = _received(movement, movement.booking.hold, explained - rest)
        return [*own, *_parts(movement, -1), hold]
    rule = rule_of(movement)
    if rule is None or not rule.books or movement.kind == "accrued":  # it is turned back by itself
        return []
    if rule.debit == "parts":
        whole = (movement.booking.position, movement.payer, -movement.cents)
        return [*_parts(movement, 1), Effect(*whole, movement.law, movement.item)]
    sides = ((rule.debit, movement.cents), (rule.credit, -movement.cents))
    named = movement.role
    return [
        Effect(
            named if symbol == "target" else role_of(symbol, movement.booking),
            movement.payer,
            cents,
            movement.law,
            movement.item,
        )
        for symbol, cents in sides
    ]


def _parts(movement: Movement, sign: int) -> list[Effect]:
    return [Effect(p.role, p.payer, sign * p.cents, p.law, p.item) for p in movement.parts]


def _received(movement: Movement, role: str, cents: int) -> Effect:
    """The receipt's own side: of no law, under the name of its line."""
    payer = "" if role == "bank" else movement.payer
    return Effect(role, payer, cents, "", receipt_of(movement.key))


def _mirrored(movement: Movement) -> list[Effect]:
    """What a reversal takes back: of a receipt that stands, its explanation only."""
    original = movement.mirror
    assert original is not None, "a reversal names what it mirrors"
    if original.kind == "paid" and movement.of.startswith("explained/"):
        back = sum(p.cents for p in original.parts)
        return [*_parts(original, 1), _received(original, original.booking.hold, -back)]
    return [e._replace(cents=-e.cents) for e in effects(original)]
