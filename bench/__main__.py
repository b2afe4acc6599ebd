"""`make bench`: every benchmark, one after the other; exit 1 when a target is missed.

A benchmark is a module of this folder with `main() -> int`. `python -m bench camt` runs one.
"""

import importlib
import sys

BENCHMARKS = ("flat", "camt", "mt940")

chosen = sys.argv[1:] or BENCHMARKS
sys.exit(max(importlib.import_module(f"bench.{name}").main() for name in chosen))
