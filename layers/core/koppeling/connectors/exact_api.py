"""How one speaks to Exact Online (de REST-api): pages of rows, a row that is booked, an XML upload.

A question that goes wrong is unavailable. A booking that goes wrong is refused when the package
says why in words that we know, or with a status that says that it did nothing; it also refuses with
a 500, so only the words tell. Everything else is unknown.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, TypeVar
from urllib.parse import quote

from koppeling.connectors.exact_budget import HOUR, Budget
from koppeling.connectors.exact_settings import Settings
from koppeling.connectors.wire import NoAnswer, NotSent, Reply, Send, Token
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown

T = TypeVar("T")
Row = Mapping[str, Any]
OK, UNAUTHORIZED, FORBIDDEN, TIMED_OUT, TOO_MANY = 200, 401, 403, 408, 429
REFUSED = frozenset(range(400, 500)) - {TIMED_OUT}
"""Statuses that say that nothing was done; a time-out on the way says nothing of the kind."""
MOST_PAGES = 1_000
"""Pages of one answer; more is a loop, not an administration."""


@dataclass(frozen=True, slots=True)
class Api:
    """Api: one administration, spoken to over `send` with `token`."""

    settings: Settings
    send: Send
    token: Token
    budget: Budget = field(default_factory=Budget)

    def rows(self, path: str, read: Callable[[Row], T], where: str = "", **options: str) -> list[T]:
        """Every row of an answer as `read` makes it, page after page; fractions are text.

        `where` = an OData filter; `options` = select, orderby, top. Raises ConnectorUnavailable,
        also when `read` meets a row of another shape: every row is read before one is used.
        """
        asked = {"filter": where, **options}
        url = self._url(path) + "?" + "&".join(f"${k}={quote(v)}" for k, v in asked.items() if v)
        found: list[T] = []
        for _ in range(MOST_PAGES):
            rows, url = _page(self._read(path, url), read)
            found += rows
            if not url or "top" in options:
                return found
            if not url.startswith(self.settings.base_url + "/"):
                break  # the token goes to the package and nowhere else
        raise ConnectorUnavailable("unavailable", path)

    def book(self, path: str, body: bytes) -> str:
        """Make a row; its EntryID. Raises what posting raises."""
        headers = {"content-type": "application/json", "prefer": "return=representation"}
        # one call more than this one: what was booked is read back at once
        reply = self._write(path, self._url(path), headers, body, calls=2)
        try:
            return str(_object(_object(json.loads(reply.body))["d"])["EntryID"])
        except (ValueError, KeyError) as error:
            raise OutcomeUnknown(said=path) from error

    def upload(self, topic: str, body: bytes) -> bytes:
        """Send a document of the XML api; its answer. Raises what posting raises."""
        base, division = self.settings.base_url, self.settings.division
        url = f"{base}/docs/XMLUpload.aspx?Topic={topic}&_Division_={division}"
        headers = {"content-type": "application/xml"}
        return self._write(topic, url, headers, body, calls=1).body

    def _url(self, path: str) -> str:
        return f"{self.settings.base_url}/api/v1/{self.settings.division}/{path}"

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token()}", "accept": "application/json"}

    def _read(self, path: str, url: str) -> Reply:
        self.budget.ask(path)
        try:
            reply = self.send("GET", url, self._headers(), b"")
        except (NotSent, NoAnswer) as error:
            raise ConnectorUnavailable(said=path) from error
        self.budget.answered(path, reply)
        if reply.status == TOO_MANY:
            raise self.budget.throttled(reply)
        if reply.status == UNAUTHORIZED:
            raise ConnectorUnavailable("consent_expired", path)
        if reply.status in REFUSED:  # so set up it will never answer, and asking costs errors
            code = "no_rights" if reply.status == FORBIDDEN else "settings"
            raise ConnectorUnavailable(code, path, HOUR)
        if reply.status != OK:
            raise ConnectorUnavailable(said=f"{path} {reply.status}")
        return reply

    def _write(
        self, path: str, url: str, headers: Mapping[str, str], body: bytes, calls: int
    ) -> Reply:
        self.budget.ask(path, calls)
        try:
            reply = self.send("POST", url, {**self._headers(), **headers}, body)
        except NotSent as error:
            raise ConnectorUnavailable(said=path) from error
        except NoAnswer as error:
            raise OutcomeUnknown(said=path) from error
        self.budget.answered(path, reply)
        if OK <= reply.status < OK + 100:
            return reply
        if reply.status == TOO_MANY:
            raise self.budget.throttled(reply)
        if reply.status == UNAUTHORIZED:
            raise ConnectorUnavailable("consent_expired", path)
        message = _message(reply.body)
        code, said = known(message)
        if not code and reply.status in REFUSED:
            # what kind of thing is wrong, not the value that is: that may be somebody's name
            said = message.partition(":")[0].partition(" - ")[0][:40]
            code = "no_rights" if reply.status == FORBIDDEN else "other"
        if code:
            raise ConnectorRefused(code, said)
        raise OutcomeUnknown(said=f"{path} {reply.status}")


@cache
def refusals() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(code, texts) of `exact_refusals.toml`, in its order."""
    file = resources.files("koppeling.connectors") / "exact_refusals.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple((code, tuple(row["texts"])) for code, row in table.items())


def known(message: str) -> tuple[str, str]:
    """The code of what the package says, and by which words; ('', '') = words we do not know.

    >>> known("De boeking is niet in evenwicht op: 2026 / 4 - Verschil: EUR -0,01")
    ('unbalanced', 'niet in evenwicht')
    """
    small = message.lower()
    found = ((code, text) for code, texts in refusals() for text in texts if text in small)
    return next(found, ("", ""))


def _message(body: bytes) -> str:
    try:
        error = _object(_object(json.loads(body))["error"])
        return str(_object(error["message"])["value"])
    except (ValueError, KeyError):
        return ""


def _page(reply: Reply, read: Callable[[Row], T]) -> tuple[list[T], str]:
    """The rows of a page and where the next one is, '' = there is none."""
    try:
        found = _object(json.loads(reply.body, parse_float=str))["d"]
        rows: list[object] = found["results"] if isinstance(found, dict) else found
        following = found.get("__next", "") if isinstance(found, dict) else ""
        return [read(_object(row)) for row in rows], str(following or "")
    except (ValueError, KeyError, TypeError) as error:
        raise ConnectorUnavailable(said="unreadable") from error


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        message = "not an object"
        raise ValueError(message)  # noqa: TRY004 - told as any other unreadable answer
    return value
