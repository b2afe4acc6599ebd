"""One MT940 message (bericht): what its fields say of the statement, and the statement made of it.

A statement may come in pages: the page that begins with the interim balance with which the one
before it ended goes on with it, under the same account and number. A page whose neighbour is not
there stands on its own, with its own balance gate.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from koppeling.formats.dutch_iban import iban_of
from koppeling.formats.mt940_dialects import bank_of, dialect_of
from koppeling.formats.mt940_entry import Entries
from koppeling.formats.mt940_values import Balance, account_of, balance_of
from koppeling.model.documents import Header, Statement
from koppeling.model.problems import Problem, Where, problem

MOST_PROBLEMS = 100
HEADERS = frozenset({"20", "21", "25", "25P", "28", "28C", "60F", "60M"})
"""A statement begins with these: one of them behind a balance or an entry begins the next."""


class Message:
    """Bericht: what one statement, or one page of it, has said so far."""

    def __init__(self, sha256: str, front: str, envelope: str = "") -> None:
        """Nothing is said; `front` stands before this message, `envelope` before the first."""
        self.sha256, self.front, self.envelope = sha256, front, envelope or front
        self.account = self.number = self.opening_tag = self.closing_tag = ""
        self.currencies: list[str] = []
        self.opening: Balance | None = None
        self.closing: Balance | None = None
        self.entries: Entries | None = None
        self.unread: list[str] = []
        self.begun = False

    @property
    def past(self) -> bool:
        """Whether its header is behind us."""
        return bool(self.opening_tag or self.closing_tag or self.entries)

    def take(self, tag: str, value: str) -> None:
        """A field that is no entry's."""
        if tag in HEADERS:
            self.begun = True
            self.front += f"\n{value}"
        if tag in {"25", "25P"}:
            self.account, currency = account_of(value)
            self.currencies += [currency] if currency else []
        elif tag in {"28", "28C"}:
            self.number = value.replace("\n", "").partition("/")[0].strip().lstrip("0")
        elif tag in {"60F", "60M"}:
            self.opening_tag, self.opening = tag, self._balance(tag, value)
        elif tag in {"62F", "62M"}:
            self.closing_tag, self.closing = tag, self._balance(tag, value)

    def _balance(self, tag: str, value: str) -> Balance | None:
        found = balance_of(value)
        if found is None or found.day is None:
            self.unread.append(f":{tag}:")
            return None
        self.currencies.append(found.currency)
        return found

    def opened(self) -> Entries:
        """The entries; account and dialect are known before the first."""
        if self.entries is None:
            self.entries = Entries(self.sha256, self.iban, dialect_of(self.bank))
        return self.entries

    @property
    def iban(self) -> str:
        """The account as an IBAN where the bank is known, else as the file says it."""
        if self.account.isdigit() and self.bank:
            return iban_of(self.bank, self.account) or self.account
        return self.account

    @property
    def bank(self) -> str:
        """The four letters of the bank, '' when nothing names one that we know."""
        return bank_of(self.account, self.front) or bank_of("", self.envelope)

    def goes_on(self, page: "Message") -> bool:
        """Whether a page is the next of this statement: it begins with what this one ends with."""
        return (
            (self.closing_tag, page.opening_tag) == ("62M", "60M")
            and (self.account, self.number) == (page.account, page.number)
            and self.closing is not None
            and page.opening is not None
            and self.closing.cents == page.opening.cents
        )

    def with_page(self, page: "Message") -> "Message":
        """This message going on with a page whose entries are still to come."""
        self.closing, self.closing_tag = None, ""
        self.currencies += page.currencies
        return self

    def following(self, front: str) -> "Message":
        """The next message of the file."""
        return Message(self.sha256, front, self.envelope)

    def statement(self, header: Header) -> Statement:
        """The document, with every finding about it."""
        entries = self.opened()
        problems = [*entries.problems[:MOST_PROBLEMS], *self._problems()]
        days = [balance.day for balance in (self.opening, self.closing) if balance]
        days += {line.date for line in entries.lines}
        known = [day for day in days if day]
        made = Statement(
            header=header,
            iban=self.iban,
            currency=self.currencies[0] if self.currencies else "EUR",
            number=self.number,
            begin=min(known, default=date.min),
            end=max(known, default=date.min),
            opening=self.opening.cents if self.opening and self.closing else None,
            closing=self.closing.cents if self.opening and self.closing else None,
            net=entries.net,
            entries=entries.count,
            lines=tuple(entries.lines),
        )
        if made.balanced is False:
            figures = {"opening": made.opening, "net": made.net, "closing": made.closing}
            problems.append(problem("unbalanced", Where(self.sha256, None, ":62F:"), **figures))
        return replace(made, header=replace(header, problems=tuple(problems)))

    def _problems(self) -> Iterator[Problem]:
        missing = [
            name
            for name, value in (
                (":25:", self.account),
                (":60F:", self.opening_tag),
                (":62F:", self.closing_tag),
            )
            if not value
        ]
        for name in missing:
            yield problem("missing_element", Where(self.sha256, None, name), name=name)
        for name in self.unread:
            expected = "C of D, datum, munt en bedrag met hele centen"
            yield problem("bad_value", Where(self.sha256, None, name), name=name, expected=expected)
        for currency in dict.fromkeys(self.currencies):
            if currency != "EUR":
                yield problem("currency", Where(self.sha256, None, ":60F:"), currency=currency)
