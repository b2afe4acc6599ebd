"""The ladder (aflettertrap): the rules by which a payer's line is explained, in one order.

`ROUNDS` book by themselves: the first that gives an answer is the one, and an answer may also be
that the line is ambiguous. They come in rounds: what rests on a number or a document goes for all
lines before what rests on absence, so that no line takes by its amount what another names. What no
proof explains is parked with the best proposals (`proposals.py`). Source: contract section 2, *What
books by itself*.
"""

from collections.abc import Callable

from koppeling.matching.by_number import (
    awaiting,
    by_document,
    by_payout,
    by_payout_and_number,
    named_sum,
    set_off,
    tolerated,
)
from koppeling.matching.by_structure import advance, unique_amount, whole_remittance
from koppeling.matching.lines import Answer
from koppeling.matching.named import Named
from koppeling.matching.round import Round

Proof = Callable[[Named, Round], Answer | None]

ROUNDS: tuple[tuple[Proof, ...], ...] = (
    (by_document, by_payout_and_number, awaiting, named_sum, set_off, tolerated),
    (by_payout,),
    (advance, whole_remittance, unique_amount),
)
"""Every line goes through one round before any goes through the next."""
