"""`make bench`: every benchmark, one after the other; exit 1 when a target is missed."""

import sys

from bench import flat, mt940

BENCHMARKS = (flat, mt940)

sys.exit(max([benchmark.main() for benchmark in BENCHMARKS]))
