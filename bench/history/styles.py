"""What payers write on a transfer (tekststijlen), and what a bank makes of it.

`TRAIN` is for whoever writes payer packs and their tests; `HELD_OUT` is never looked at there: it
says what an engine does with a payer that it has not met.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.history.truth import Item

SEPA_TEXT = 140
FOLD_AT = 35


@dataclass(frozen=True, slots=True)
class Style:
    """Tekststijl: `names` = invoice, payer, both, first, ends, batch or none.

    `word` opens an ordinary payout, `set_off` one from which something was taken off; `taken` =
    what was taken off is named too. `place` = in the text or in the end-to-end reference.
    `overview` = a set-off document comes with each payout that it is about.
    """

    name: str
    names: str
    word: str
    set_off: str = "Afrekening"
    joint: str = " "
    tail: str = ""
    taken: bool = False
    place: str = "text"
    overview: bool = False


TRAIN = (
    Style("invoice numbers", "invoice", "Declaratie"),
    Style("numbers by comma", "invoice", "BETALING FACTUREN", joint=",", taken=True),
    Style("payer's own numbers", "payer", "Uw declaratie, ons kenmerk", "Verrekening, ons kenmerk"),
    Style("both numbers", "both", "Betaling", "Verrekend", joint="; "),
    Style("batch number", "batch", "Uitbetaling batch", "Afrekening"),
    Style("no reference", "none", "Betaling zorgkosten", "Betaling zorgkosten"),
    Style("first number only", "first", "Fact.", "Afrekening fact.", tail=" e.a."),
)
HELD_OUT = (
    Style("in the end-to-end reference", "invoice", "", "", place="reference"),
    Style("with date and amount", "invoice", "Nota", "Nota", tail=" d.d. {day} EUR {euros}"),
    Style("after our AGB", "invoice", "AGB 41000001 fact", "AGB 41000001 afrekening", taken=True),
    Style("set-off by unknown words", "invoice", "Decl", "Decl na aftrek vordering", joint="/"),
    Style("specification", "batch", "Betaalspecificatie", "Betaalspecificatie", overview=True),
    Style("period", "none", "Zorgkosten periode {month}", "Zorgkosten periode {month}"),
    Style("first and last number", "ends", "Facturen", "Afrekening facturen", joint=" t/m "),
)
ALL = TRAIN + HELD_OUT
SET_OFF_WORDS = ("afrekening", "verrekening", "verrekend", "saldering")
"""Words that say that something was taken off, by the payers' own pages."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Schade: how often, of a hundred, a text is folded and a number loses a digit."""

    fold: int = 0
    lose: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """Omschrijving: the text as the bank shows it, and the items whose number survived in it."""

    text: str
    reference: str
    named: frozenset[str]
    announces: bool
    spoilt: str = ""


def write(
    style: Style, dice: random.Random, items: Sequence[Item], batch: str, damage: Damage
) -> Written:
    """What a payout says; `items` positive first, `batch` the number of the payout itself."""
    taken = any(i.cents < 0 for i in items)
    said = _numbers(style, items, batch)
    spoilt = ""
    if said and dice.randrange(100) < damage.lose:
        said, spoilt = _lose_digit(dice, said), "digit lost"
    word = style.set_off if taken else style.word
    lead = f"{word} " if word else ""
    text, ends = lead, []
    for number, item in said:
        text += style.joint * (text != lead) + number
        ends.append((len(text), item))
    text += style.tail
    if len(text) > SEPA_TEXT:
        spoilt = spoilt or "truncated"
    named = frozenset(item for end, item in ends if item and end <= SEPA_TEXT)
    text = text[:SEPA_TEXT].strip()
    if len(text) > FOLD_AT and dice.randrange(100) < damage.fold:
        text = " ".join(text[i : i + FOLD_AT] for i in range(0, len(text), FOLD_AT))
        spoilt = spoilt or "folded"
    announces = taken and any(w in text.lower() for w in SET_OFF_WORDS)
    if style.place == "reference":
        return Written("", text, named, announces, spoilt)
    return Written(text, "", named, announces, spoilt)


def _numbers(style: Style, items: Sequence[Item], batch: str) -> list[tuple[str, str]]:
    """Numbers as they are written, with the item that each names whole ('' = none)."""
    shown = [i for i in items if i.cents > 0 or style.taken]
    match style.names:
        case "batch":
            return [(batch, "")]
        case "none":
            return []
        case "first":
            shown = shown[:1]
        case "ends":
            shown = shown if len(shown) == 1 else [shown[0], shown[-1]]
    if style.names == "payer":
        return [(i.payer_number, i.id) for i in shown]
    if style.names == "both":
        return [(f"{i.payer_number}/{i.number}", i.id) for i in shown]
    return [(i.number, i.id) for i in shown]


def _lose_digit(dice: random.Random, said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One number without one of its digits: it names nothing any more, or something else."""
    which = dice.randrange(len(said))
    number = said[which][0]
    places = [i for i, c in enumerate(number) if c.isdigit()]
    place = dice.choice(places[1:] or places)
    return [*said[:which], (number[:place] + number[place + 1 :], ""), *said[which + 1 :]]
