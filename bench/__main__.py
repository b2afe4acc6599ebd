"""`make bench`: every benchmark, one after the other; exit 1 when a target is missed.

A benchmark is a module of this folder with `main() -> int`. `python -m bench camt` runs one;
`--write` writes what a benchmark keeps in docs/.
"""

import importlib
import sys

BENCHMARKS = {
    "flat": "bench.flat",
    "camt": "bench.camt",
    "mt940": "bench.mt940",
    "match": "bench.match_speed",
    "month": "bench.month",
}

chosen = [name for name in sys.argv[1:] if not name.startswith("--")] or BENCHMARKS
sys.exit(max(importlib.import_module(BENCHMARKS[name]).main() for name in chosen))
