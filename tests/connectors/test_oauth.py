"""What a package that rotates tokens is asked, and what its answers come to.

1. The link names the app, where to go back to and the state; a code is asked for once, with all.
2. Every answer comes to one of: a grant, too early, refused for good, try later, nobody knows.
3. An answer in 200 that holds no token was given for a token that is spent: nobody knows.
4. A pasted address is of this connection or it is refused, each refusal in a sentence.
5. No exception holds a token, a code or a secret, whatever the package says.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.connectors.oauth import (
    App,
    by_code,
    by_refresh,
    consent_link,
    first_call,
    kinds,
    pasted,
)
from koppeling.connectors.wire import NoAnswer, NotSent, Reply
from koppeling.model.errors import ConnectorUnavailable, OutcomeUnknown, SaidError

US = App("ik&wij", "geheim-van-de-app", "https://koppeling.example/klaar?x=1")
GOOD = {"access_token": "toegang", "refresh_token": "nieuw", "expires_in": "600"}


class Package:
    """Answers one thing, and keeps what it was asked."""

    def __init__(self, answer: Any, status: int = 200, **headers: str) -> None:
        self.answer, self.status, self.headers = answer, status, headers
        self.asked: list[tuple[str, str, Mapping[str, str], dict[str, str]]] = []

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.asked.append((method, url, headers, {k: v[0] for k, v in _form(body).items()}))
        if isinstance(self.answer, type):
            raise self.answer
        data = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return Reply(self.status, self.headers, data)


def _form(body: bytes) -> dict[str, list[str]]:
    return parse_qs(body.decode(), keep_blank_values=True)


def refreshed(package: Package) -> str:
    """What became of it: a word, with its code."""
    try:
        found = by_refresh(package, "exact", "", US, "oud-geheim")
    except SaidError as why:
        held = repr(why) + str(why.__cause__)
        for secret in ("oud-geheim", US.client_secret, "toegang", "nieuw"):
            assert secret not in held
        return f"{type(why).__name__} {why.code}"
    return "early" if found is None else f"{found.access} {found.refresh}"


def test_the_link_has_all_that_the_package_asks() -> None:
    parts = urlsplit(consent_link("exact", "", US, "staat"))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://start.exactonline.nl/api/oauth2/auth"
    )
    found = {k: v[0] for k, v in parse_qs(parts.query).items()}
    assert found["client_id"] == US.client_id
    assert found["redirect_uri"] == US.redirect
    assert (found["response_type"], found["state"]) == ("code", "staat")
    assert US.client_secret not in parts.query
    assert consent_link("exact", "http://127.0.0.1:9", US, "s").startswith("http://127.0.0.1:9/api")


def test_what_is_sent() -> None:
    package = Package(GOOD)
    grant = by_code(package, "exact", "", US, "stamp/+=")
    assert (grant.access, grant.refresh) == ("toegang", "nieuw")
    assert (grant.renew_after, grant.lifetime) == (570, 600)
    assert refreshed(package) == "toegang nieuw"
    (method, url, headers, code), (_, _, _, again) = package.asked
    assert (method, url) == ("POST", "https://start.exactonline.nl/api/oauth2/token")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    ours = {"client_id": US.client_id, "client_secret": US.client_secret}
    assert code == {
        "grant_type": "authorization_code",
        "code": "stamp/+=",
        "redirect_uri": US.redirect,
        **ours,
    }
    assert again == {"grant_type": "refresh_token", "refresh_token": "oud-geheim", **ours}


OLD = {"error": "unauthorized_client", "error_description": "Old refresh token used."}
EARLY = {
    "error": "invalid_request",
    "error_description": "Rate limit exceeded: access_token not expired",
}
DEAD = {
    "error": "invalid_request",
    "error_description": "The refresh token expired at 10/11/2022 9:18:20 PM and it is now ...",
}
ANSWERS = [
    (Package(OLD, 401), "ConnectorUnavailable consent_expired"),
    (Package(DEAD, 400), "ConnectorUnavailable consent_expired"),
    (Package({"error": "invalid_grant"}, 400), "ConnectorUnavailable consent_expired"),
    (Package(EARLY, 400), "early"),
    (Package(EARLY, 500), "early"),
    (Package({"error": "invalid_client"}, 401), "ConnectorUnavailable unavailable"),
    (Package(b"oud-geheim nieuw toegang", 404), "ConnectorUnavailable unavailable"),
    (Package({"error": "oud-geheim"}, 400), "ConnectorUnavailable unavailable"),
    (Package({}, 429, **{"retry-after": "17"}), "ConnectorUnavailable rate_budget"),
    (Package({}, 302), "ConnectorUnavailable unavailable"),
    (Package({"error": "oud-geheim"}, 500), "OutcomeUnknown other"),
    (Package(b"<html>nieuw</html>", 502), "OutcomeUnknown other"),
    (Package(NotSent), "ConnectorUnavailable unavailable"),
    (Package(NoAnswer), "OutcomeUnknown other"),
    (Package(b""), "OutcomeUnknown other"),
    (Package([GOOD]), "OutcomeUnknown other"),
    (Package({"refresh_token": "nieuw"}), "OutcomeUnknown other"),
    (Package({**GOOD, "expires_in": "straks"}), "OutcomeUnknown other"),
]


@pytest.mark.parametrize(("package", "outcome"), ANSWERS)
def test_every_answer_comes_to_one_thing(package: Package, outcome: str) -> None:
    assert refreshed(package) == outcome
    assert len(package.asked) == 1


def test_how_long_to_wait() -> None:
    with pytest.raises(ConnectorUnavailable) as why:
        by_refresh(Package({}, 429, **{"retry-after": "17"}), "exact", "", US, "x")
    assert why.value.wait == 17


@given(st.binary(max_size=200), st.integers(200, 599))
def test_no_answer_is_misread_as_a_grant(body: bytes, status: int) -> None:
    outcome = refreshed(Package(body, status))
    assert outcome.startswith(("ConnectorUnavailable", "OutcomeUnknown"))
    assert (status == 200) <= outcome.startswith("OutcomeUnknown")


def test_a_lifetime_of_the_package_is_kept_to() -> None:
    found = by_refresh(Package({**GOOD, "expires_in": 1200}), "exact", "", US, "x")
    assert found is not None
    assert (found.renew_after, found.lifetime) == (1170, 1200)
    none = by_refresh(Package({"access_token": "a"}), "exact", "", US, "x")
    assert none is not None
    assert (none.refresh, none.renew_after, none.lifetime) == ("", 570, 600)


@pytest.mark.parametrize("answer", [NoAnswer, {**GOOD, "access_token": None}])
def test_a_code_is_never_half_taken(answer: Any) -> None:
    with pytest.raises((ConnectorUnavailable, OutcomeUnknown)):
        by_code(Package(answer, 500), "exact", "", US, "c")
    with pytest.raises(ConnectorUnavailable):
        by_code(Package(EARLY, 400), "exact", "", US, "c")


def test_pasting() -> None:
    back = "https://koppeling.example/klaar?code=stampNL001.ab%2Fcd%3D%3D&state=staat"
    assert pasted(f"  {back}\n", "staat") == "stampNL001.ab/cd=="
    assert pasted(" stampNL001.ab/cd== ", "staat") == "stampNL001.ab/cd=="
    for text, words in (
        ("", "empty"),
        (back.replace("=staat", "=andere"), "another"),
        (back.replace("&state=staat", ""), "another"),
        ("https://koppeling.example/klaar?state=staat", "no_code"),
        ("https://koppeling.example/klaar?error=access_denied&state=staat", "refused"),
    ):
        with pytest.raises(ValueError, match=words):
            pasted(text, "staat")


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_first_call(kind: str) -> None:
    package = Package({})
    first_call(package, kind, "https://pakket.example", "sleutel")
    ((method, url, headers, _),) = package.asked
    assert (method, url) == ("GET", f"https://pakket.example{kinds()[kind].check}")
    assert headers["authorization"].split(" ")[0] in {"Bearer", "AfasToken"}
    for answer, status, code in (
        ({}, 401, "consent_expired"),
        ({}, 403, "unavailable"),
        ({}, 500, "unavailable"),
        (NotSent, 0, "unavailable"),
        (NoAnswer, 0, "unavailable"),
    ):
        with pytest.raises(ConnectorUnavailable) as why:
            first_call(Package(answer, status), kind, "", "sleutel")
        assert why.value.code == code


def test_afas_takes_its_key_in_base64() -> None:
    package = Package({})
    first_call(package, "afas", "https://1.rest.afas.online", "<token>x</token>")
    assert package.asked[0][2]["authorization"] == "AfasToken PHRva2VuPng8L3Rva2VuPg=="
