"""How a person lets us into a package (toestemming): addresses, requests, and what answers mean.

Pure but for `Send`, which is an argument. What a package says of a secret never leaves this module
but as a code: an error text can hold the token itself. Shapes: RFC 6749; what is particular to a
package stands in `oauth.toml`.

>>> "refresh_token" in form(App("id", "geheim", ""), "refresh_token", "x").decode()
True
"""

import base64
import json
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from koppeling.connectors.wire import NoAnswer, NotSent, Reply, Send
from koppeling.model.errors import ConnectorUnavailable, OutcomeUnknown

FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
EXPIRED = "consent_expired"
# What a package says when only a person can help (RFC 6749 5.2, and Exact's own words).
REFUSED = ("invalid_grant", "unauthorized_client", "refresh token expired")
BUDGET = "rate_budget"
EARLY = "access_token not expired"
OK, UNAUTHORISED, THROTTLED, FAULT = 200, 401, 429, 500


@dataclass(frozen=True, slots=True)
class Access:
    """Toegang tot een pakket: a row of `oauth.toml`; times in seconds, `unused` in days."""

    grant: Literal["code", "key"]
    check: str
    send: str
    base: str = ""
    authorise: str = ""
    token: str = ""
    renew_after: int = 0
    lifetime: int = 0
    unused: int = 0


@dataclass(frozen=True, slots=True)
class App:
    """Aanmelding van ons bij het pakket: who we are, and where the browser is sent afterwards."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Verlening: an access token and the refresh token that comes with it ('' = none)."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    renew_after: int
    lifetime: int


@cache
def kinds() -> dict[str, Access]:
    """How each kind of package lets a program in, by its name in `package.kind`."""
    file = resources.files("koppeling.connectors") / "oauth.toml"
    return {k: Access(**row) for k, row in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def consent_link(kind: str, base: str, app: App, state: str) -> str:
    """Where a person consents; `state` comes back with the answer."""
    row = kinds()[kind]
    asked = {
        "client_id": app.client_id,
        "redirect_uri": app.redirect,
        "response_type": "code",
        "force_login": "1",
        "state": state,
    }
    return f"{base or row.base}{row.authorise}?{urlencode(asked)}"


def pasted(text: str, state: str) -> str:
    """The code in what a person pasted: the address that the browser ended at, or the code itself.

    Raises ValueError with what is wrong: `empty`, `refused` there, of `another` connection, or
    with `no_code` in it.
    """
    text = text.strip()
    if "://" not in text:
        wrong = "" if text else "empty"
    else:
        found = parse_qs(urlsplit(text).query)
        wrong = ""
        if found.get("state", [""])[0] != state:
            wrong = "another"
        elif "error" in found:
            wrong = "refused"
        elif "code" not in found:
            wrong = "no_code"
        else:
            text = found["code"][0]
    if wrong:
        raise ValueError(wrong)
    return text


def form(app: App, grant_type: str, given: str) -> bytes:
    """The body that exchanges a code or a refresh token."""
    asked = {
        "grant_type": grant_type,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
    }
    if grant_type == "authorization_code":
        asked |= {"code": given, "redirect_uri": app.redirect}
    else:
        asked["refresh_token"] = given
    return urlencode(asked).encode()


def by_code(send: Send, kind: str, base: str, app: App, code: str) -> Grant:
    """The first grant. Raises ConnectorUnavailable, also when it is unknown what became of it."""
    try:
        found = _exchange(send, kind, base, form(app, "authorization_code", code))
    except OutcomeUnknown as why:
        raise ConnectorUnavailable(said=why.said) from None
    if found is None:
        raise ConnectorUnavailable(EXPIRED)
    return found


def by_refresh(send: Send, kind: str, base: str, app: App, refresh: str) -> Grant | None:
    """The next grant; None = too early, the access token has not ended yet.

    Raises ConnectorUnavailable (nothing was rotated, or refused for good: `consent_expired`) and
    OutcomeUnknown (it may have been).
    """
    return _exchange(send, kind, base, form(app, "refresh_token", refresh))


def _exchange(send: Send, kind: str, base: str, body: bytes) -> Grant | None:
    row = kinds()[kind]
    try:
        reply = send("POST", f"{base or row.base}{row.token}", FORM, body)
    except NotSent:
        raise ConnectorUnavailable from None
    except NoAnswer:
        raise OutcomeUnknown(said="no answer") from None
    if reply.status == OK:
        return _granted(reply, row)
    said = _said(reply)
    if reply.status == THROTTLED:
        raise ConnectorUnavailable(BUDGET, wait=waiting(reply))
    if EARLY in said:
        return None
    if reply.status >= FAULT:
        raise OutcomeUnknown(said=str(reply.status))
    if any(words in said for words in REFUSED):
        raise ConnectorUnavailable(EXPIRED)
    raise ConnectorUnavailable(said=_error(reply))


def _granted(reply: Reply, row: Access) -> Grant:
    """An answer of another shape was given for a token that is spent: nobody knows."""
    try:
        found = json.loads(reply.body)
        lifetime = int(found.get("expires_in") or row.lifetime)
        early = row.lifetime - row.renew_after
        return Grant(
            str(found["access_token"]),
            str(found.get("refresh_token") or ""),
            max(lifetime - early, 0),
            lifetime,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise OutcomeUnknown(said="no token in the answer") from None


def _said(reply: Reply) -> str:
    """What the package says, to look for words in; never shown."""
    return reply.body[:2_000].decode("utf-8", "replace").lower()


def _error(reply: Reply) -> str:
    """The error's own name if it is a plain word, else the status."""
    try:
        name = str(json.loads(reply.body)["error"])
    except (ValueError, KeyError, TypeError):
        name = ""
    return name if name.replace("_", "").isalpha() and len(name) < 40 else str(reply.status)  # noqa: PLR2004 - a word


def waiting(reply: Reply) -> int:
    """Seconds of `Retry-After`; 0 when it says none or a date."""
    text = reply.headers.get("retry-after", "")
    return int(text) if text.isdecimal() else 0


def authorisation(kind: str, secret: str) -> dict[str, str]:
    """The header with which a request is let in."""
    encoded = base64.b64encode(secret.encode()).decode()
    return {"authorization": kinds()[kind].send.format(secret, base64=encoded)}


def first_call(send: Send, kind: str, base: str, secret: str) -> None:
    """Ask the package something small: does it let us in?

    Raises ConnectorUnavailable: `consent_expired` when it does not, else it could not be asked.
    """
    row = kinds()[kind]
    headers: dict[str, Any] = {"accept": "application/json", **authorisation(kind, secret)}
    try:
        reply = send("GET", f"{base or row.base}{row.check}", headers, b"")
    except (NotSent, NoAnswer):
        raise ConnectorUnavailable from None
    if reply.status == UNAUTHORISED:
        raise ConnectorUnavailable(EXPIRED)
    if reply.status != OK:
        raise ConnectorUnavailable(said=str(reply.status), wait=waiting(reply))
