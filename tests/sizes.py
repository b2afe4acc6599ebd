"""How much the random tests do: one switch, `SIZE=ci` (default) or `SIZE=night`.

`SIZE=few` is for `make mutants`, which runs them thousands of times: a tenth of `ci`.

A test never chooses its own figures by hand: it asks `of(ci, night)`. At `ci` every draw is the
same each run, so that a red build is red again; at `night` the seed is new, and printed at the head
of the run: `make test SEED=<it>` does the same again.
"""

import os
import random

SIZE = os.environ.get("SIZE", "ci")
assert SIZE in {"few", "ci", "night"}, f"SIZE is few, ci or night, not {SIZE}"

NIGHT = SIZE == "night"


def of(ci: int, night: int) -> int:
    """The figure for this run."""
    if SIZE == "few":
        return max(1, ci // 10)
    return night if NIGHT else ci


EXAMPLES = of(100, 1_000)
"""Examples of a Hypothesis property that says nothing itself."""

SEED = int(
    os.environ.get("SEED") or (random.SystemRandom().randrange(2**32) if NIGHT else 20261124)
)
"""Where every seeded generator starts: `generator("my test")`."""

os.environ["SEED"] = str(SEED)  # the processes that a run is spread over draw the same


def generator(name: str) -> random.Random:
    """A random generator of its own for one test: another test more or less changes nothing."""
    return random.Random(f"{SEED}/{name}")
