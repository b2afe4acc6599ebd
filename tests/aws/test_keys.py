"""Keys: no text of a user ever reaches another tenant's items or objects.

1. A key gives the place that its first two parts name, or none; 10,000 random ones are tried.
2. What names no administration gives none.
"""

import pytest

from koppeling.aws import keys
from tests import sizes

PIECES = ("a", "zorg-9", "noord", "/", "/", "%2F", "..", ".toml", "#", "+", "%00", "A", "é", "\n")


def test_random_keys_stay_in_their_own_place() -> None:
    dice = sizes.generator("object keys")
    found = 0
    for _ in range(10_000):
        start = dice.choice(("", "", "zorg-9/noord/", "zorg-9/noord"))
        key = start + "".join(dice.choice(PIECES) for _ in range(dice.randint(0, 9)))
        for place in (keys.dropped(key), keys.configured(key)):
            if place:
                found += 1
                first = keys.unquoted(key).split("/")
                assert first[0] == place.tenant
                assert first[1].removesuffix(".toml") == place.administration
                assert place.prefix == f"{place.tenant}/{place.administration}/"
                assert keys.raw(place, "0" * 64).startswith(place.prefix)
    assert found > 100


@pytest.mark.parametrize(
    "key", ["a/b/", "a/b", "../b/c", "a/../c", "A/b/c", "a%2Fb", "", "/a/b/c", "a//c", "a b/c/d"]
)
def test_a_key_that_names_no_administration_gives_none(key: str) -> None:
    assert keys.dropped(key) is None
