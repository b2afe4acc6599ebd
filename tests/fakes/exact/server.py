"""The package as a server: real HTTP, one process, as many administrations as tests want.

Under `/_fake/` it does what no package does: makes an administration, moves the clock, closes a
period, books something by hand, drops an answer, and tells what stands in the books.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from tests.fakes.exact.books import THEM, Books, SaidNoError, periods
from tests.fakes.exact.chart import ACCOUNTS, CENTRES, DEBTORS, JOURNALS, UNITS, VAT_CODES
from tests.fakes.exact.consent import Consents
from tests.fakes.exact.limits import Limits
from tests.fakes.exact.matching import match
from tests.fakes.exact.odata import BadQueryError, chosen

START = int(datetime(2026, 11, 24, 10, 0, tzinfo=UTC).timestamp())
POSTS = {
    "generaljournalentry/GeneralJournalEntries": "general",
    "financialtransaction/BankEntries": "bank",
}
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Administration:
    """Books with their budgets; `drop` = how many answers to bookings are lost from now."""

    books: Books
    limits: Limits = field(default_factory=Limits)
    drop: int = 0
    calls: int = 0


@dataclass
class Fake:
    """All that the server knows. Its clock stands still until it is moved."""

    now: int = START
    consents: Consents = field(default_factory=Consents)
    administrations: dict[int, Administration] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What comes back; an empty status 0 = the connection is closed without a word."""
        parts = urlsplit(url)
        path = parts.path.strip("/")
        query = dict(parse_qsl(parts.query))
        if path.startswith("_fake/"):
            told = json.loads(body or b"{}")
            return _json(200, self.control(path.removeprefix("_fake/"), told))
        if path == "api/oauth2/auth":
            back = f"{query['redirect_uri']}?code={self.consents.code(self.now)}"
            return 302, {"Location": back}, b""
        if path == "api/oauth2/token":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return _json(*self.consents.token(form, self.now))
        if path == "docs/XMLUpload.aspx":
            division, endpoint = query.get("_Division_", ""), query.get("Topic", "")
        else:
            division, _, endpoint = path.removeprefix("api/v1/").partition("/")
        status, more, reply = self.counted(method, division, endpoint, query, headers, body)
        return status, {"Date": self.date(), **more}, reply

    def date(self) -> str:
        return format_datetime(datetime.fromtimestamp(self.now, UTC), usegmt=True)

    def counted(
        self,
        method: str,
        division: str,
        endpoint: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        """A call within its budgets."""
        here = self.administrations.get(int(division) if division.isdigit() else 0)
        if here is None:
            return _error(403, "Forbidden")
        allowed, told = here.limits.spend(self.now)
        here.calls += 1
        if not allowed:
            return 429, told, b""
        if here.limits.is_shut(endpoint, self.now):
            return 403, told, b""
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if not self.consents.is_valid(token, self.now):
            answer = _error(401, "Unauthorized")
        else:
            answer = self.dispatch(here, method, endpoint, query, headers, body)
        here.limits.answered(endpoint, answer[0], self.now)
        return answer[0], {**told, **answer[1]}, answer[2]

    def dispatch(
        self,
        here: Administration,
        method: str,
        endpoint: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        try:
            if method == "POST" and endpoint == "MatchSets":
                return 200, {"Content-Type": "text/xml"}, match(here.books, body)
            if method == "POST" and endpoint in POSTS:
                return self.booked(here, POSTS[endpoint], json.loads(body))
            rows = self.table(here.books, endpoint)
            if rows is not None and method == "GET":
                size = here.books.bulk if endpoint.startswith("bulk/") else here.books.page
                return self.page(rows, size, query, headers.get("x-asked", ""))
        except SaidNoError as no:
            return _error(no.status, no.words)
        except (BadQueryError, json.JSONDecodeError) as error:
            return _error(400, f"Error processing request: {error}")
        # nothing can be changed or taken back: corrections are entries
        return _error(405 if rows is not None or endpoint in POSTS else 404, "Not allowed")

    def booked(self, here: Administration, kind: str, body: Mapping[str, Any]) -> Answer:
        """Book, and answer, or lose the answer."""
        made = here.books.book(kind, body, self.now)
        if here.drop:
            here.drop -= 1
            return 0, {}, b""
        return _json(201, {"d": {"EntryID": made.key, "EntryNumber": made.number, "Status": 20}})

    def table(self, books: Books, endpoint: str) -> list[dict[str, Any]] | None:
        tables: dict[str, list[dict[str, Any]]] = {
            "financial/GLAccounts": ACCOUNTS,
            "financial/Journals": JOURNALS,
            "hrm/Costcenters": CENTRES,
            "hrm/Costunits": UNITS,
            "crm/Accounts": DEBTORS,
            "vat/VATCodes": VAT_CODES,
        }
        made: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "financial/FinancialPeriods": periods,
            "read/financial/JournalStatusByFinancialPeriod": books.statuses,
            "read/financial/ReceivablesList": lambda: books.open_items(self.now),
            "financialtransaction/TransactionLines": lambda: books.transaction_lines(self.now),
            "bulk/Financial/TransactionLines": lambda: books.transaction_lines(self.now),
        }
        return made[endpoint]() if endpoint in made else tables.get(endpoint)

    def page(
        self, rows: list[dict[str, Any]], size: int, query: Mapping[str, str], asked: str
    ) -> Answer:
        some, after = chosen(rows, query, size)
        found: dict[str, Any] = {"results": some}
        if after is not None:
            again = {**query, "$skiptoken": str(after)}
            found["__next"] = asked + "?" + "&".join(f"{k}={quote(v)}" for k, v in again.items())
        return _json(200, {"d": found})

    def control(self, name: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """What tests do and ask behind the package's back."""
        if name == "clock":
            self.now += int(told["seconds"])
            return {"now": self.now}
        if name == "token":
            return self.consents.give(self.now)
        if name == "administration":
            division = len(self.administrations) + 1001
            self.administrations[division] = Administration(Books(division))
            return {"division": division}
        here = self.administrations[told["division"]]
        books = here.books
        if name == "set":
            books.page, books.lag = told.get("page", books.page), told.get("lag", books.lag)
            books.bulk = told.get("bulk", books.bulk)
            here.limits.minute = told.get("minute", here.limits.minute)
            here.limits.day = told.get("day", here.limits.day)
            here.drop = told.get("drop", here.drop)
        if name == "close":
            books.closed.add((told["journal"], told["year"], told["period"]))
        if name == "by_hand":
            books.book(told["kind"], told["body"], self.now, THEM)
        return {
            "bookings": len(books.entries),
            "numbers": [e.number for e in books.entries],
            "balances": books.balances(),
            "matched": [[x.account, x.debtor] for e in books.entries for x in e.lines if x.matched],
            "calls": here.calls,
            "blocks": here.limits.blocks,
            "throttled": here.limits.throttled,
            "errors": sum(map(len, here.limits.errors.values())),
        }


def _json(status: int, value: object) -> Answer:
    body = json.dumps(value, default=_moment).encode()
    return status, {"Content-Type": "application/json; charset=utf-8"}, body


def _moment(day: date) -> str:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    return f"/Date({int(moment) * 1000})/"


def _error(status: int, words: str) -> Answer:
    return _json(status, {"error": {"code": "", "message": {"lang": "", "value": words}}})


def serve(port: int) -> ThreadingHTTPServer:
    """A server on this machine; port 0 = any that is free."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.reply()

        def do_POST(self) -> None:
            self.reply()

        do_PUT = do_DELETE = do_POST  # noqa: N815 - the names that the library looks for

        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            headers["x-asked"] = f"http://{self.headers['host']}{urlsplit(self.path).path}"
            with fake.lock:
                status, more, answer = fake.answer(self.command, self.path, headers, body)
            if not status:
                self.close_connection = True
                return
            self.send_response_only(status)
            for name, value in {**more, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
