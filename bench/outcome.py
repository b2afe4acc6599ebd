"""What an engine makes of a history (uitkomst), in the terms of the truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.history.documents import Told
from bench.history.truth import Parts
from bench.history.year import History


@dataclass(slots=True)
class Outcome:
    """Uitkomst: `booked` = parts by line id; `proposed` = numbers it would ask about first.

    `seconds` = CPU seconds of matching alone, without reading.
    """

    booked: dict[str, Parts] = field(default_factory=dict)
    proposed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: float = 0.0


Batches = Sequence[Sequence[Told]]
Engine = Callable[[History, Batches], Outcome]
"""Given the documents in the order and the portions in which they arrive."""
