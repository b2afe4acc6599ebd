"""What can go wrong between a connector and its package: one exchange, one trouble, by name.

A `Trouble` says two things that have nothing to do with each other: what became of the request, and
what came back. A `Line` counts the exchanges and lets one of them go wrong; it knows no package, so
the same table holds for objects in a store and for HTTP. `spoiled` makes the answers of HTTP.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from koppeling.connectors.wire import NoAnswer, NotSent, Reply, Send

T = TypeVar("T")
Effect = Literal["never", "once", "late", "twice"]
Answer = Literal[
    "as it is", "not sent", "no answer", "500", "502", "503", "504", "429", "429 with Retry-After",
    "truncated", "garbage", "empty", "a page", "another shape", "redirect", "refused",
]  # fmt: skip
SILENT: tuple[Answer, ...] = ("no answer", "500", "502", "503", "504")
UNREADABLE: tuple[Answer, ...] = (
    "truncated", "garbage", "empty", "a page", "another shape", "redirect",
)  # fmt: skip
THROTTLED: tuple[Answer, ...] = ("429", "429 with Retry-After")
ASKED_WAIT = 97
"""Seconds that `429 with Retry-After` asks for."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """`effect` = how often and when the package gets the request; `answer` = what comes back."""

    effect: Effect
    answer: Answer

    def __str__(self) -> str:
        return f"{self.effect}, {self.answer}"


@dataclass
class Line:
    """The line to a package: every exchange goes through `carry`."""

    count: int = 0
    troubles: dict[int, Trouble] = field(default_factory=dict)
    late: list[Callable[[], object]] = field(default_factory=list)
    after: Callable[[], None] = lambda: None

    def fail(self, trouble: Trouble, step: int = 1) -> None:
        """The exchange that comes `step`th from now goes wrong."""
        self.troubles[self.count + step] = trouble

    def carry(self, real: Callable[[], T], spoil: Callable[[Answer, T | None], T]) -> T:
        """One exchange; `spoil` makes an answer of the real one, None = there is none."""
        self.count += 1
        trouble = self.troubles.pop(self.count, Trouble("once", "as it is"))
        reply: T | None = None
        if trouble.effect == "late":
            self.late.append(real)
        if trouble.effect in {"once", "twice"}:
            reply = real()
        if trouble.effect == "twice":
            reply = real()
        self.after()
        if trouble.answer == "as it is":
            assert reply is not None or trouble.effect != "never"
            return reply  # type: ignore[return-value] # a store answers None where nothing was
        return spoil(trouble.answer, reply)

    def land(self) -> None:
        """What was on its way arrives at the package; nobody hears of it."""
        while self.late:
            self.late.pop(0)()


PAGE = b"<html><head><title>Even geduld</title></head><body>Onderhoud</body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}
SPOILED: Mapping[Answer, Reply] = {
    "500": Reply(500, {}, b""),
    "502": Reply(502, HTML, PAGE),
    "503": Reply(503, HTML, PAGE),
    "504": Reply(504, HTML, PAGE),
    "429": Reply(429, {}, b""),
    "429 with Retry-After": Reply(429, {"retry-after": str(ASKED_WAIT)}, b""),
    "garbage": Reply(200, {"content-type": "application/json"}, b"\xff\x00\x80{"),
    "empty": Reply(200, {}, b""),
    "a page": Reply(200, HTML, PAGE),
    "another shape": Reply(200, {"content-type": "application/json"}, b'"ok"'),
    "redirect": Reply(302, {"location": "https://elsewhere.example/login"}, b""),
}


def spoiled(refusal: Reply) -> Callable[[Answer, Reply | None], Reply]:
    """The answers of HTTP; `refusal` = how this package says that it will not."""

    def spoil(answer: Answer, reply: Reply | None) -> Reply:
        if answer == "not sent":
            raise NotSent
        if answer == "no answer":
            raise NoAnswer
        if answer == "refused":
            return refusal
        if answer == "truncated":
            whole = reply.body if reply else b'{"d": {"results": [{"ID": "'
            return Reply(reply.status if reply else 200, {}, whole[: len(whole) // 2])
        return SPOILED[answer]

    return spoil


def over(line: Line, send: Send, refusal: Reply) -> Send:
    """A `Send` that goes over a line that can fail."""
    spoil = spoiled(refusal)

    def sending(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        return line.carry(lambda: send(method, url, headers, body), spoil)

    return sending
