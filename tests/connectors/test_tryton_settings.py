"""The keys of a Tryton in the mapping: what is wrong is said in one sentence that names the key."""

from typing import Any

import pytest

from koppeling.connectors.tryton_settings import Settings
from tests.scenario import MAPPING, mapping

GOOD: dict[str, object] = {
    "url": "https://boekhouding.example",
    "database": "noord",
    "company": 1,
    "connection": "tryton-noord",
}


def test_a_mapping_gives_the_settings_with_what_holds_without_a_key() -> None:
    keys = "\n".join(f"{k} = {v!r}" for k, v in GOOD.items()).replace("'", '"')
    package = mapping(MAPPING.replace('kind = "files"', f'kind = "tryton"\n{keys}')).package
    assert Settings.of(package.model_dump()) == Settings(**GOOD)  # type: ignore[arg-type]
    more = GOOD | {"state": "concept", "cost_centres": "KP", "cost_carriers": "KD"}
    assert Settings.of(more) == Settings(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", GOOD)
def test_a_key_that_is_missing_is_named(key: str) -> None:
    with pytest.raises(ValueError, match=rf"^package\.{key}: is missing$"):
        Settings.of({k: v for k, v in GOOD.items() if k != key})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("url", "http://boekhouding.example", "must be https://host, without a path"),
        ("url", "https://boekhouding.example/noord", "must be https://host, without a path"),
        ("url", "https://name:word@boekhouding.example", "must be https://host, without a path"),
        ("url", 3, "must be text"),
        ("database", "noord/../zuid", "must be the name of a database"),
        ("company", "1", "must be a number, 1 or more"),
        ("company", True, "must be a number, 1 or more"),
        ("company", 0, "must be a number, 1 or more"),
        ("connection", "Noord", "must be 1 to 40 of a-z, 0-9 and -"),
        ("state", "draft", "must be definitive or concept"),
        ("cost_centres", 5, "must be text"),
        ("colour", "blue", "tryton has no such setting"),
    ],
)
def test_a_value_that_is_wrong_is_named(key: str, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=rf"^package\.{key}: ") as why:
        Settings.of(GOOD | {key: value})
    assert str(why.value) == f"package.{key}: {said}"


def test_a_server_on_this_machine_needs_no_certificate() -> None:
    assert Settings.of(GOOD | {"url": "http://127.0.0.1:8000"}).url == "http://127.0.0.1:8000"
