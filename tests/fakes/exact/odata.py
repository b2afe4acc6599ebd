"""The part of OData that the package understands: $filter, $select, $orderby, $top, $skiptoken.

A filter is read as a grammar, not looked up, so that a wrong one is refused as the package would.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
_TOKEN = re.compile(
    r"\s*(?:(?P<guid>guid'[^']*')|(?P<moment>datetime'[^']*')|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>-?\d+)|(?P<word>[A-Za-z]+)|(?P<mark>[(),]))"
)
TRUTH = {"true": True, "false": False}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ge": lambda a, b: a is not None and a >= b,
    "le": lambda a, b: a is not None and a <= b,
    "gt": lambda a, b: a is not None and a > b,
    "lt": lambda a, b: a is not None and a < b,
}


class BadQueryError(Exception):
    """A filter that is none."""


def chosen(
    rows: Sequence[Row], query: Mapping[str, str], page: int
) -> tuple[list[dict[str, Any]], int | None]:
    """The rows of this page, and where the next page begins; None = this was the last."""
    test = parse(query["$filter"]) if "$filter" in query else lambda _: True
    found = [row for row in rows if test(row)]
    if order := query.get("$orderby"):
        name, _, way = order.partition(" ")
        found.sort(key=lambda row: row[name], reverse=way == "desc")
    if "$top" in query:
        found = found[: int(query["$top"])]
    start = int(query.get("$skiptoken", "0"))
    some = found[start : start + page]
    names = query["$select"].split(",") if "$select" in query else None
    if names and rows and not set(names) <= rows[0].keys():
        raise BadQueryError(query["$select"])
    picked = [{n: row[n] for n in names} if names else dict(row) for row in some]
    return picked, start + page if start + page < len(found) else None


def parse(text: str) -> Test:
    """A filter as a test of a row."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadQueryError(text)
        tokens.append((str(found.lastgroup), found[0].strip()))
        at = found.end()
    reading = _Reading(tokens)
    test = reading.either()
    if reading.tokens:
        raise BadQueryError(text)
    return test


class _Reading:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def take(self, *wanted: str) -> tuple[str, str]:
        if not self.tokens or (wanted and self.tokens[0][1] not in wanted):
            raise BadQueryError(str(self.tokens[:1]))
        return self.tokens.pop(0)

    def next_is(self, word: str) -> bool:
        return bool(self.tokens) and self.tokens[0][1] == word

    def either(self) -> Test:
        tests = [self.both()]
        while self.next_is("or"):
            self.take()
            tests.append(self.both())
        return lambda row: any(test(row) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.next_is("and"):
            self.take()
            tests.append(self.one())
        return lambda row: all(test(row) for test in tests)

    def one(self) -> Test:
        if self.next_is("("):
            self.take()
            test = self.either()
            self.take(")")
            return test
        left = self.operand()
        compare = COMPARE.get(self.take()[1])
        if compare is None:
            raise BadQueryError
        right = self.operand()
        return lambda row: compare(left(row), right(row))

    def operand(self) -> Callable[[Row], Any]:
        kind, token = self.take()
        if kind == "word" and self.next_is("("):
            return self.function(token)
        if kind == "word" and token in TRUTH:
            return lambda _: TRUTH[token]
        if kind == "word":
            return lambda row: _column(row, token)
        value: Any = int(token) if kind == "number" else token
        if kind == "text":
            value = token[1:-1].replace("''", "'")
        if kind in {"guid", "moment"}:
            value = token.partition("'")[2][:-1]
        return lambda _: value

    def function(self, name: str) -> Callable[[Row], Any]:
        self.take("(")
        first = self.operand()
        self.take(",")
        second = self.operand()
        self.take(")")
        if name == "startswith":
            return lambda row: str(first(row) or "").startswith(second(row))
        if name == "substringof":
            return lambda row: first(row) in str(second(row) or "")
        raise BadQueryError(name)


def _column(row: Row, name: str) -> Any:
    if name not in row:
        raise BadQueryError(name)
    value = row[name]
    # a moment is compared as text of the same shape
    return value.isoformat() + "T00:00:00" if hasattr(value, "isoformat") else value
