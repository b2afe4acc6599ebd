"""Every line and branch of the accounting is reached by its own fast tests.

What is reached by chance, by a test of another room, is held by nobody; what no test reaches is
tested or deleted. `make covered` shows the same.
"""

from bench.covered import measured


def test_the_accounting_is_reached_whole() -> None:
    found = measured()
    assert "drafting" in found
    assert [place for *_, missed in found.values() for place in missed] == []
