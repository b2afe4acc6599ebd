"""The fake of Exact Online does what is documented of the package, and nothing easier.

1. Every documented example comes back as documented; every refusal comes out as its code.
2. Calls: 60 a minute, then 429 with the headers of the minute only; 5,000 a day.
3. Ten refusals in an hour on an endpoint shut the application out.
4. A consent lives as the package's does: a code three minutes, a token ten, a refresh token once.
5. A lost answer: the entry is there, the connection is closed.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from koppeling.connectors.exact_api import known, refusals
from koppeling.connectors.wire import NoAnswer, Reply
from koppeling.model.refusals import REFUSALS
from tests.connectors.exact_world import Exact
from tests.fakes.exact.chart import guid
from tests.fakes.exact.client import address, control, send
from tests.fakes.exact.consent import CLIENT

HERE = Path(__file__).parents[1] / "fakes" / "exact" / "examples.toml"
EXAMPLES: list[dict[str, Any]] = tomllib.loads(HERE.read_text(encoding="utf-8"))["example"]
JOURNALS = "financial/Journals"


def call(world: Exact, method: str, path: str, body: bytes = b"", **query: str) -> Reply:
    asked = "&".join(f"${name}={quote(value)}" for name, value in query.items())
    url = f"{address()}/api/v1/{world.division}/{path}?{asked}".rstrip("?")
    return send(method, url, {"authorization": f"Bearer {world.token}"}, body)


def ready() -> Exact:
    world = Exact(page=60)
    world.here()
    control("close", division=world.division, journal="MEM", year=2025, period=1)
    return world


def body_of(example: Mapping[str, Any]) -> bytes:
    text = re.sub(r"<(\w+):(\w+)>", lambda m: guid(m[1], m[2]), example["body"])
    return text.encode()


def words_of(reply: Reply) -> str:
    return str(json.loads(reply.body)["error"]["message"]["value"])


def test_every_documented_example_comes_back_as_documented() -> None:
    world = ready()
    for example in EXAMPLES:
        reply = call(world, "POST", example["path"], body_of(example))
        assert reply.status == example["status"], example["name"]
        if example["status"] == 201:
            assert re.fullmatch(r"[0-9a-f-]{36}", json.loads(reply.body)["d"]["EntryID"])
        else:
            assert example["words"] in words_of(reply), example["name"]
            assert (known(words_of(reply))[0] or "other") == example["code"], example["name"]
    assert world.state()["bookings"] == sum(e["status"] == 201 for e in EXAMPLES)


def test_every_text_that_is_known_means_one_code_and_the_code_is_in_the_table() -> None:
    texts = [(code, text) for code, some in refusals() for text in some]
    assert {code for code, _ in texts} <= REFUSALS.keys()
    for code, text in texts:
        assert known(f"Fout: {text.upper()} (x)")[0] == code
        assert text == text.lower()
    assert known("Iets anders") == ("", "")


def test_every_documented_refusal_is_provoked() -> None:
    provoked = {e["code"] for e in EXAMPLES if e["status"] != 201}
    assert {code for code, _ in refusals()} - {"no_rights"} <= provoked


def test_an_entry_cannot_be_changed_or_deleted() -> None:
    world = ready()
    assert call(world, "PUT", EXAMPLES[0]["path"], b"{}").status == 405
    assert call(world, "DELETE", EXAMPLES[0]["path"]).status == 405


def test_a_number_that_is_not_given_follows_the_highest() -> None:
    world = ready()
    call(world, "POST", EXAMPLES[0]["path"], body_of(EXAMPLES[0]))
    body = body_of(EXAMPLES[0]).replace(b'"EntryNumber": 20260001, ', b"")
    reply = call(world, "POST", EXAMPLES[0]["path"], body)
    assert json.loads(reply.body)["d"]["EntryNumber"] == 20260002


def test_a_filter_is_a_grammar_and_codes_of_debtors_are_padded() -> None:
    world = ready()
    padded = call(world, "GET", "crm/Accounts", filter=f"Code eq '{'D1001':>18}'")
    bare = call(world, "GET", "crm/Accounts", filter="Code eq 'D1001'")
    found = [json.loads(x.body)["d"]["results"] for x in (padded, bare)]
    assert [len(rows) for rows in found] == [1, 0]
    for wrong in ("Code is 'x'", "Kode eq 'x'", "Code eq 'x", "(Code eq 'x'"):
        assert call(world, "GET", "crm/Accounts", filter=wrong).status == 400
    assert call(world, "GET", "crm/Nothing").status == 404


def test_pages_hold_sixty_and_say_where_the_next_is() -> None:
    world = ready()
    first = json.loads(call(world, "GET", "financial/GLAccounts", select="Code").body)["d"]
    headers = {"authorization": f"Bearer {world.token}"}
    second = json.loads(send("GET", first["__next"], headers, b"").body)["d"]
    codes = [row["Code"] for row in first["results"] + second["results"]]
    assert (len(first["results"]), len(set(codes)), "__next" in second) == (60, len(codes), False)


def test_the_sixty_first_call_of_a_minute_is_refused_with_headers_of_the_minute_only() -> None:
    world = ready()
    replies = [call(world, "GET", "vat/VATCodes") for _ in range(61)]
    assert [r.status for r in replies] == [200] * 60 + [429]
    assert replies[0].headers["x-ratelimit-remaining"] == "4999"
    assert replies[59].headers["x-ratelimit-minutely-remaining"] == "0"
    last = {n for n in replies[60].headers if n.startswith("x-ratelimit")}
    assert last == {f"x-ratelimit-minutely-{n}" for n in ("limit", "remaining", "reset")}
    world.age(60)
    assert call(world, "GET", "vat/VATCodes").status == 200


def test_a_day_has_so_many_calls() -> None:
    world = ready()
    control("set", division=world.division, day=3)
    assert [call(world, "GET", "vat/VATCodes").status for _ in range(4)] == [200] * 3 + [429]
    world.age(60)
    refused = call(world, "GET", "vat/VATCodes")
    assert (refused.status, refused.headers["x-ratelimit-remaining"]) == (429, "0")
    world.age(86_400)
    assert call(world, "GET", "vat/VATCodes").status == 200


def test_ten_refusals_in_an_hour_shut_out_and_longer_each_time() -> None:
    world = ready()
    for shut in (1, 2):
        replies = [call(world, "GET", JOURNALS, filter="Nope eq 1").status for _ in range(10)]
        assert replies == [400] * 10
        assert call(world, "GET", JOURNALS).status == 403
        assert call(world, "GET", "vat/VATCodes").status == 200
        world.age(3_600 * shut)
        assert call(world, "GET", JOURNALS).status == 200
    assert world.state()["blocks"] == 2


def token(**form: str) -> tuple[int, dict[str, Any]]:
    whole = {"client_id": CLIENT[0], "client_secret": CLIENT[1], **form}
    reply = send("POST", f"{address()}/api/oauth2/token", {}, urlencode(whole).encode())
    return reply.status, json.loads(reply.body)


def consent() -> str:
    back = quote("http://127.0.0.1:1/back", safe="")
    asked = f"{address()}/api/oauth2/auth?client_id={CLIENT[0]}&redirect_uri={back}"
    reply = send("GET", asked, {}, b"")
    assert reply.status == 302
    return parse_qs(urlsplit(reply.headers["location"]).query)["code"][0]


def test_a_code_lives_three_minutes_and_once() -> None:
    code, late = consent(), consent()
    assert token(grant_type="authorization_code", code=code)[0] == 200
    assert token(grant_type="authorization_code", code=code)[0] == 400
    control("clock", seconds=181)
    assert token(grant_type="authorization_code", code=late)[0] == 400


def test_a_refresh_token_is_used_once_and_not_too_soon() -> None:
    _, first = token(grant_type="authorization_code", code=consent())
    refresh = first["refresh_token"]
    control("clock", seconds=569)
    status, said = token(grant_type="refresh_token", refresh_token=refresh)
    assert (status, said["error_description"]) == (
        400,
        "Rate limit exceeded: access_token not expired",
    )
    control("clock", seconds=1)
    status, second = token(grant_type="refresh_token", refresh_token=refresh)
    assert (status, second["refresh_token"] == refresh) == (200, False)
    status, said = token(grant_type="refresh_token", refresh_token=refresh)
    assert (status, said["error"], said["error_description"]) == (
        401,
        "unauthorized_client",
        "Old refresh token used.",
    )


def test_a_token_lives_ten_minutes() -> None:
    world = ready()
    control("clock", seconds=599)
    assert call(world, "GET", "vat/VATCodes").status == 200
    control("clock", seconds=1)
    assert call(world, "GET", "vat/VATCodes").status == 401
    assert token(grant_type="refresh_token", refresh_token="made up")[0] == 400  # noqa: S106
    assert token(client_secret="wrong")[0] == 401  # noqa: S106 - the wrong one on purpose


def test_a_lost_answer_is_an_entry_and_a_closed_connection() -> None:
    world = ready()
    control("set", division=world.division, drop=1)
    with pytest.raises(NoAnswer):
        call(world, "POST", EXAMPLES[0]["path"], body_of(EXAMPLES[0]))
    assert world.bookings() == 1
