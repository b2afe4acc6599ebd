"""What is made of an answer of Exact Online, status by status and shape by shape.

1. A status or words that say that nothing was done are a refusal; anything else may be booked.
2. What is told of a refusal never holds a value that the package names: it may be a person.
3. A row of another shape, or pages without end, are no answer.
4. The keys of a mapping make the connector, or a sentence that says what is wrong.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from koppeling.connectors.exact import ExactConnector
from koppeling.connectors.exact_settings import Settings
from koppeling.connectors.registry import connector_of, fault_of, posts
from koppeling.connectors.wire import Reply
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from koppeling.model.mapping import Package
from tests.connectors.exact_world import Exact
from tests.connectors.world import NOW, an_entry

CLOSED, CUSTOMER = "periode is afgesloten", "ongeldig: klant"
SETTINGS = Settings.of({"division": 1, "connection": "c"})


def said(words: str) -> bytes:
    return json.dumps({"error": {"code": "", "message": {"lang": "", "value": words}}}).encode()


ANSWERS: list[tuple[int, bytes, type[Exception], str, str]] = [
    (401, b"", ConnectorUnavailable, "consent_expired", ""),
    (403, b"", ConnectorRefused, "no_rights", ""),
    (400, b"", ConnectorRefused, "other", ""),
    (400, said("Onbekend: J. Jansen - D1001"), ConnectorRefused, "other", "Onbekend"),
    (409, said("Conflict - J. Jansen"), ConnectorRefused, "other", "Conflict"),
    (
        500,
        said("Periode is afgesloten"),
        ConnectorRefused,
        "closed_period",
        "periode is afgesloten",
    ),
    (
        500,
        said("Ongeldig: Klant (J. Jansen)"),
        ConnectorRefused,
        "unknown_debtor",
        "ongeldig: klant",
    ),
    (500, said("Object reference not set"), OutcomeUnknown, "", ""),
    (500, b'{"error": "no message"}', OutcomeUnknown, "", ""),
    (200, b'{"d": {}}', OutcomeUnknown, "", ""),
    (204, b"", OutcomeUnknown, "", ""),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda x: f"{x[0]} {x[1][:60].decode()}")
def test_what_a_status_and_words_mean_for_a_post(
    answer: tuple[int, bytes, type[Exception], str, str],
) -> None:
    status, body, kind, code, told = answer
    world = Exact(page=60)
    real = world.here()

    def send(method: str, url: str, headers: Any, sent: bytes) -> Reply:
        reply = real.send(method, url, headers, b"" if method == "POST" else sent)
        return Reply(status, {}, body) if method == "POST" else reply

    with pytest.raises(kind) as why:
        ExactConnector(real.settings, send, lambda: world.token).post(an_entry(), NOW, "1")
    found: Any = why.value
    if code:
        assert found.code == code
    if told:
        assert found.said == told
    assert "Jansen" not in str(found)


ROW = {
    "EntryID": "x",
    "EntryNumber": 1,
    "JournalCode": "MEM",
    "FinancialYear": 2026,
    "FinancialPeriod": 2,
    "Date": "/Date(1770681600000)/",
    "GLAccountCode": "1390",
    "AmountDC": 1.5,
    "Description": None,
    "Creator": None,
}


def answering(value: object) -> ExactConnector:
    body = json.dumps(value).encode()
    return ExactConnector(SETTINGS, lambda *_: Reply(200, {}, body), lambda: "t")


@pytest.mark.parametrize(
    "wrong",
    [
        {"AmountDC": 1.005},
        {"AmountDC": None},
        {"Date": "2026-02-10"},
        {"EntryNumber": "x"},
        {"EntryNumber": None},
        {"JournalCode": ...},
    ],
)
def test_a_row_of_another_shape_is_no_answer(wrong: dict[str, Any]) -> None:
    right = answering({"d": {"results": [ROW]}})
    assert right.find(an_entry(), NOW) == ()
    row = {k: v for k, v in {**ROW, **wrong}.items() if v is not ...}
    with pytest.raises(ConnectorUnavailable):
        answering({"d": {"results": [row]}}).find(an_entry(), NOW)


@pytest.mark.parametrize("value", [{}, {"d": 1}, {"d": {"results": None}}, {"d": [1]}, []])
def test_an_answer_without_rows_is_no_answer(value: object) -> None:
    assert answering({"d": [ROW]}).find(an_entry(), NOW) == ()
    with pytest.raises(ConnectorUnavailable):
        answering(value).find(an_entry(), NOW)


def test_pages_without_end_are_no_answer() -> None:
    again = f"{SETTINGS.base_url}/api/v1/1/financialtransaction/TransactionLines?again"
    with pytest.raises(ConnectorUnavailable):
        answering({"d": {"results": [], "__next": again}}).find(an_entry(), NOW)


def test_the_keys_of_a_mapping_make_the_connector() -> None:
    keys: dict[str, Any] = {"kind": "exact", "division": 1, "connection": "c"}
    package = Package.model_validate(keys)
    kept: dict[str, Any] = {}
    made = connector_of(package, lambda *_: Reply(200, {}, b""), lambda: "t", kept)
    assert isinstance(made, ExactConnector)
    assert made.settings == replace(SETTINGS, journal="MEM")
    other = connector_of(package, lambda *_: Reply(200, {}, b""), lambda: "t", kept)
    assert isinstance(other, ExactConnector)
    assert other.budget is made.budget  # errors of this hour count whoever asks
    assert (posts("exact"), fault_of(package)) == (True, "")
    wrong = Package.model_validate({**keys, "division": "1"})
    assert fault_of(wrong).startswith("package.division: moet het nummer")
