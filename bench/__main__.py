"""`make bench`: every benchmark, one after the other; exit 1 when a target is missed."""

import sys

from bench import flat

sys.exit(flat.main())
