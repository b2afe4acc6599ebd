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
    with pytest.raises(ValueError, match=rf"^package\.{key}: ontbreekt$"):
        Settings.of({k: v for k, v in GOOD.items() if k != key})


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("url", "http://boekhouding.example", "moet https://host zijn, zonder pad"),
        ("url", "https://boekhouding.example/noord", "moet https://host zijn, zonder pad"),
        ("url", "https://name:word@boekhouding.example", "moet https://host zijn, zonder pad"),
        ("url", 3, "moet tekst zijn"),
        ("database", "noord/../zuid", "moet de naam van een database zijn"),
        ("company", "1", "moet een getal zijn, 1 of meer"),
        ("company", True, "moet een getal zijn, 1 of meer"),
        ("company", 0, "moet een getal zijn, 1 of meer"),
        ("connection", "Noord", "moet 1 tot 40 tekens a-z, 0-9 en - zijn"),
        ("state", "draft", "moet definitive of concept zijn"),
        ("cost_centres", 5, "moet tekst zijn"),
        ("colour", "blue", "is geen sleutel van tryton"),
    ],
)
def test_a_value_that_is_wrong_is_named(key: str, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=rf"^package\.{key}: ") as why:
        Settings.of(GOOD | {key: value})
    assert str(why.value) == f"package.{key}: {said}"


def test_a_server_on_this_machine_needs_no_certificate() -> None:
    assert Settings.of(GOOD | {"url": "http://127.0.0.1:8000"}).url == "http://127.0.0.1:8000"
