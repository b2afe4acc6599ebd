"""Which bank lines are a payment, and which of those the package holds already (betalingen)."""

from collections.abc import Iterable
from collections.abc import Mapping as Known

from koppeling.matching.decisions import ON_LINES, Effects
from koppeling.matching.desk import Desk
from koppeling.matching.evidence import known_numbers
from koppeling.matching.facts import View
from koppeling.matching.lines import Line
from koppeling.matching.named import Named
from koppeling.matching.redaction import shown
from koppeling.model.cents import euros_nl
from koppeling.model.explanations import Parked

REPAID = frozenset({"reclaim", "repayable"})
"""Kinds of items that a transfer of ours pays when it names one."""


def is_payment(line: Line, desk: Desk) -> bool:
    """Incoming from a payer; outgoing to one only as a return or when it repays a reclaim."""
    return line.cents > 0 or line.bank.returned or _repays(line, desk)


def _repays(line: Line, desk: Desk) -> bool:
    """The transfer of what a payer reclaimed or what is repayable: it names the item."""
    named = {k for g in Named(line, desk).groups for k in g}
    return any(desk.items[k].kind in REPAID and desk.left(k) < 0 for k in named)


def about(line: Line, desk: Desk) -> str:
    """The payer's words with unknown numbers hidden; nothing of a line that is no payer's."""
    if not line.bank.counter_iban:  # of a text that was a stranger's no more than words are kept
        return f"Bankmutatie {euros_nl(line.cents)}"
    numbers = known_numbers(line.bank.texts, desk)
    words = " ".join(shown(t, numbers) for t in line.bank.texts)
    return words or f"Bankmutatie {euros_nl(line.cents)}"


def set_aside(
    lines: Iterable[Line],
    there: Known[str, tuple[str, ...]],
    desk: Desk,
    effects: Effects,
    view: View,
) -> list[Line]:
    """Lines that would be booked and stand in the package already: asked, and not booked.

    A person who says what such a line is has looked, and books it.
    """
    everything = view.mapping.booking.other_lines == "unidentified"
    return [
        x
        for x in (lines if there else ())
        if x.id in there
        and (everything or (x.payers and is_payment(x, desk)))
        and not effects.on((f"L{x.id}", x.id), ON_LINES)
    ]


def asked(line: Line, places: tuple[str, ...], desk: Desk) -> Parked:
    """The question about such a line; `places` = journal and number in the package."""
    return Parked(
        id=f"L{line.id}",
        reason="already_in_package",
        cents=line.cents,
        held_on=None,
        where=line.where,
        payer=line.payer,
        date=line.bank.date,
        about=about(line, desk),
        candidates=places,
    )
