"""Talk to Tryton over its REST interface (verbinding met Tryton): one request, one outcome.

Tryton answers a refusal with 400 and a sentence, asked for in English; the table below makes codes
of those sentences. Of a sentence only what is no value is ever passed on: values can be names.
A lock that somebody else holds is 503, after Tryton tried a few times itself: nothing was done.
"""

import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from koppeling.connectors.tryton_settings import Settings
from koppeling.connectors.wire import NoAnswer, NotSent, Reply, Send, Token
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown

Row = dict[str, Any]
LOCK_TRIES = 8
"""Tries of one write while others hold the lock; in each Tryton itself tries six times."""
LOCKED = re.compile(r"could not obtain lock|could not serialize|deadlock|lock timeout|canceling")
SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), code)
    for pattern, code in (
        (r"you must balance all its lines", "unbalanced"),
        (r"closed journal-period", "closed_period"),
        (r"in closed period", "closed_period"),
        (r"you must reopen the (?:period|fiscal year)", "closed_period"),
        (r'for field "Period" in .* domain', "closed_period"),
        (r"you must create a (?:period|fiscal year)", "no_period"),
        (r'account "(?P<said>[^" ]+).*you must (?:set|remove) (?:a|the) party', "unknown_debtor"),
        (r'account "(?P<said>[^" ]+).*you must set a type or unclose', "blocked_account"),
        (r'required for field "Party"', "unknown_debtor"),
        (r'of "Analytic Account Line" is not valid', "dimension"),
        (r'for field "Account" in .* domain', "blocked_account"),
        (r'for field "Account" in .* does not exist', "unknown_account"),
        (r'for field "Party" in .* does not exist', "unknown_debtor"),
        (r'for field "Journal" in .* does not exist', "unknown_journal"),
        (r'for field "Period" in .* does not exist', "no_period"),
        (r'of "Company" that don\'t exist', "settings"),
        (r"^You are not allowed to|do not have (?:permission|access)", "no_rights"),
    )
)


@dataclass(frozen=True, slots=True)
class Rest:
    """Verbinding: one administration of one database, by the key of an application user."""

    settings: Settings
    send: Send
    token: Token

    def rows(self, model: str, domain: list[Any], *fields: str, limit: int = 0) -> list[Row]:
        """Records that fulfil a domain, oldest first; `limit` 0 = all."""
        asked = ["d=" + _packed(domain), "o=" + _packed([["id", "ASC"]])]
        asked += [f"s={limit}"] if limit else []
        found = self._read(f"{model}?{'&'.join([*asked, *_wanted(fields)])}")
        if not isinstance(found, list) or not all(isinstance(x, dict) for x in found):
            raise ConnectorUnavailable
        return found

    def row(self, model: str, number: int, *fields: str) -> Row | None:
        """One record by its id."""
        found = self.rows(model, [["id", "=", number]], *fields, limit=1)
        return found[0] if found else None

    def create(self, model: str, values: Row, *fields: str) -> Row:
        """A new record, as it stands. Raises Refused, OutcomeUnknown or Unavailable."""
        made = self._write("POST", f"{model}?{'&'.join(_wanted(fields))}", values)
        if not isinstance(made, dict) or "id" not in made:
            raise OutcomeUnknown
        return made

    def act(self, model: str, number: int, action: str, *fields: str) -> Row:
        """Press a button of a record; the record as it stands then."""
        path = f"{model}/{number}/{action}?{'&'.join(_wanted(fields))}"
        made = self._write("POST", path, {})
        if not isinstance(made, dict) or made.get("id") != number:
            raise OutcomeUnknown
        return made

    def delete(self, model: str, number: int) -> None:
        """Remove a record, if it is still there."""
        if self.row(model, number):
            self._write("DELETE", f"{model}/{number}", None)

    def _read(self, path: str) -> Any:  # noqa: ANN401 - JSON
        try:
            reply = self._send("GET", path, None)
        except NoAnswer as why:
            raise ConnectorUnavailable from why
        if reply.status != HTTPStatus.OK:
            raise trouble(reply) or ConnectorUnavailable
        try:
            return json.loads(reply.body)
        except ValueError as why:
            raise ConnectorUnavailable from why

    def _write(self, method: str, path: str, values: Row | None) -> Any:  # noqa: ANN401
        for _ in range(LOCK_TRIES):
            try:
                reply = self._send(method, path, values)
            except NoAnswer as why:
                raise OutcomeUnknown from why
            if not _locked(reply):
                break
        else:
            raise ConnectorUnavailable(code="locked")
        if reply.status == HTTPStatus.NO_CONTENT:
            return None
        if reply.status != HTTPStatus.OK:
            raise trouble(reply) or OutcomeUnknown
        try:
            return json.loads(reply.body)
        except ValueError as why:
            raise OutcomeUnknown from why

    def _send(self, method: str, path: str, values: Row | None) -> Reply:
        headers = {
            "Authorization": f"Bearer {self.token()}",
            "X-Tryton-Context": _packed({"company": self.settings.company}),
            "Accept-Language": "en",
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
        url = f"{self.settings.url}/{self.settings.database}/rest/model/{path}"
        body = b"" if values is None else json.dumps(values).encode()
        try:
            return self.send(method, url, headers, body)
        except NotSent as why:
            raise ConnectorUnavailable from why


def trouble(reply: Reply) -> Exception | None:
    """What an answer that is no success means; None = that nothing is known."""
    known: dict[int, Exception] = {
        HTTPStatus.UNAUTHORIZED: ConnectorUnavailable("consent_expired"),
        HTTPStatus.FORBIDDEN: ConnectorRefused("no_rights"),
        HTTPStatus.NOT_FOUND: ConnectorRefused("settings"),
        HTTPStatus.TOO_MANY_REQUESTS: ConnectorUnavailable("rate_budget", wait=_seconds(reply)),
    }
    if reply.status in known:
        return known[reply.status]
    if reply.status // 100 == 4:  # noqa: PLR2004 - all that say it is our fault
        return ConnectorRefused(*_refusal(_text(reply)))
    return None


def _locked(reply: Reply) -> bool:
    busy = reply.status == HTTPStatus.SERVICE_UNAVAILABLE
    return busy and LOCKED.search(_text(reply)) is not None


def _refusal(sentence: str) -> tuple[str, str]:
    for pattern, code in SENTENCES:
        if found := pattern.search(sentence):
            return code, found.groupdict().get("said") or ""
    return "other", re.sub(r'".*"', '"..."', sentence, flags=re.DOTALL)[:200]


def _text(reply: Reply) -> str:
    text = reply.body.decode("utf-8", "replace")
    try:
        said = json.loads(text)
    except ValueError:
        return text
    return str(said.get("message", "")) if isinstance(said, dict) else ""


def _seconds(reply: Reply) -> int:
    wait = reply.headers.get("retry-after", "")
    return int(wait) if wait.isdecimal() else 0


def _wanted(fields: tuple[str, ...]) -> list[str]:
    return [f"f={field}" for field in fields]


def _packed(value: Any) -> str:  # noqa: ANN401 - JSON
    return urlsafe_b64encode(json.dumps(value).encode()).decode()
