"""Payouts that two sets of open items explain (meerduidige uitbetalingen), one a payer.

Whatever was meant, nothing on paper says which: whoever books one of them guesses.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from bench.history.claims import YEAR
from bench.history.payers import Payer
from bench.history.payouts import Pairs, Payout
from bench.history.styles import Written
from bench.history.truth import Item, Line, item_id, parts_of

KINDS = (
    "equal amounts",
    "two pairs",
    "two runs",
    "a run or an item",
    "equal credits",
    "two credits or one",
    "one number, two items",
    "one number, two payers",
)


def planted_of(
    dice: random.Random, payer: Payer, sibling: Payer
) -> tuple[list[Item], list[Payout]]:
    """The items of a payer and its one payout; `sibling` pays from the same account."""
    kind = KINDS[int(payer.label[-4:]) % len(KINDS)]
    sent = date(YEAR, dice.randint(1, 10), dice.randint(1, 20))
    a, b = dice.randint(10_000, 900_000), dice.randint(10_000, 900_000)
    c = dice.randint(1_000, a + b - 1_000)
    later = {2, 3} if kind in {"two runs", "a run or an item"} else set()
    amounts = {
        "equal amounts": (a, a),
        "two pairs": (a, b, c, a + b - c),
        "two runs": (a, b, c, a + b - c),
        "a run or an item": (a, b, a + b),
        "equal credits": (a, -(a // 3), -(a // 3)),
        "two credits or one": (a, -(a // 3), -(a // 5), -(a // 3 + a // 5)),
        "one number, two items": (a, a),
        "one number, two payers": (a, a),
    }[kind]
    days = [sent + timedelta(days=9 if place in later else 6) for place in range(len(amounts))]
    numbers = [payer.number(place + 1, sent) for place in range(len(amounts))]
    if kind == "one number, two items":
        numbers = [f"00{sent:%m%d}{payer.label[-4:]}", f"{sent:%m%d}{payer.label[-4:]}".lstrip("0")]
    owners = [payer] * len(amounts)
    if kind == "one number, two payers":
        numbers, owners = [numbers[0]] * 2, [payer, sibling]
    each = zip(owners, numbers, amounts, days, strict=True)
    items = [_item(dice, *one, sent) for one in each]
    return _with_others(dice, payer, items, sent), [_payout(payer, kind, items)]


def _item(
    dice: random.Random, payer: Payer, number: str, cents: int, answered: date, sent: date
) -> Item:
    return Item(
        id=item_id(payer.label, number, sent.year),
        payer=payer.label,
        number=number,
        payer_number=f"{dice.randrange(10**9, 10**10)}",
        kind="claim" if cents > 0 else "credit",
        declared=cents,
        cents=cents,
        opened=sent,
        answered=answered,
    )


def _with_others(
    dice: random.Random, payer: Payer, items: Sequence[Item], sent: date
) -> list[Item]:
    """Open items that have nothing to do with it: of a later run, and too large to fit."""
    many = range(10, 10 + dice.randint(0, 4))
    others = [
        _item(
            dice,
            payer,
            payer.number(place, sent),
            dice.randint(2_000_000, 9_000_000),
            sent + timedelta(days=12),
            sent,
        )
        for place in many
    ]
    return [*items, *others]


def _payout(payer: Payer, kind: str, items: Sequence[Item]) -> Payout:
    """One of the two readings, as if it were the true one."""
    meant = {
        "equal amounts": items[:1],
        "equal credits": items[:2],
        "two credits or one": items[:3],
        "one number, two items": items[:1],
        "one number, two payers": items[:1],
    }.get(kind, items[:2])
    pairs: Pairs = [(i, i.cents) for i in meant]
    announced = len(meant) > 1 and meant[1].cents < 0
    named = kind.startswith("one number") or announced
    word = "Afrekening" if announced else "Declaratie" if named else "Betaling zorgkosten"
    text = f"{word} {items[0].number.lstrip('0')}" if named else word
    names = frozenset({items[0].id}) if announced else frozenset()
    line = Line(
        id=f"{payer.label}/planted",
        day=items[0].answered + timedelta(days=10),
        cents=sum(cents for _, cents in pairs),
        iban=payer.iban,
        name=payer.name,
        text=text,
        reference="",
        parts=parts_of(pairs),
        case=f"planted: {kind}",
    )
    written = Written(text, "", names, announced)
    return Payout(payer, line, tuple(pairs), written, "", items[0].answered)
