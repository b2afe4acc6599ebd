"""What an entry names by codes, as Tryton's own ids (codes), and the move made of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from koppeling.connectors.tryton_fields import Row, amount, clean, day, description
from koppeling.connectors.tryton_rest import Rest
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.errors import ConnectorRefused

AT_ONCE = 100
"""Codes asked for in one question: they travel in the address of the request."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes: `seen` = what was found before, by model and code."""

    rest: Rest
    seen: dict[tuple[str, str], Row]

    def values(self, entry: JournalEntry) -> Row:
        """The fields of a move that books it. Refused for what the package does not have."""
        codes = {p.account for p in entry.postings}
        accounts = self._known("account.account", codes, "party_required", "closed", "type")
        needy = {c for c, row in accounts.items() if row["party_required"]}
        debtors = {_named(p, "debtor") for p in entry.postings if p.account in needy}
        parties = self._known("party.party", debtors)
        for code in sorted(codes):
            row = accounts.get(code)
            if row is None:
                raise ConnectorRefused(code="unknown_account", said=code)
            if row["closed"] or not row["type"]:
                raise ConnectorRefused(code="blocked_account", said=code)
        lines = []
        for p in entry.postings:
            line = self._line(p, accounts[p.account], entry.date)
            if p.account in needy:
                party = parties.get(_named(p, "debtor"))
                if party is None:
                    raise ConnectorRefused(code="unknown_debtor", said=p.account)
                line["party"] = party["id"]
            lines.append(line)
        return {
            "company": self.rest.settings.company,
            "journal": self._journal(entry.journal),
            "period": self._period(entry),
            "date": day(entry.date),
            "description": description(entry),
            "lines": [["create", lines]],
        }

    def _line(self, posting: Posting, account: Row, on: date) -> Row:
        sides = {
            "debit": amount(max(posting.cents, 0)),
            "credit": amount(max(-posting.cents, 0)),
        }
        line = {"account": account["id"], "description": clean(posting.text), **sides}
        parts = [{**sides, "account": n, "date": day(on)} for n in self._dimensions(posting)]
        return {**line, "analytic_lines": [["create", parts]]} if parts else line

    def _dimensions(self, posting: Posting) -> Iterable[int]:
        roots = (
            ("cost_centre", self.rest.settings.cost_centres),
            ("cost_carrier", self.rest.settings.cost_carriers),
        )
        for name, root in roots:
            code = _named(posting, name)
            if not code:
                continue
            found = self._known("analytic_account.account", {code}, "root.code", "type").get(code)
            if not found or found["type"] != "normal" or root not in {"", found["root"]["code"]}:
                raise ConnectorRefused(code="dimension", said=code)
            yield found["id"]

    def _journal(self, code: str) -> int:
        found = self._known("account.journal", {code}).get(code)
        if found is None:
            raise ConnectorRefused(code="unknown_journal", said=code)
        return int(found["id"])

    def _period(self, entry: JournalEntry) -> int:
        """The period of the date; asked each time, for it closes while we work."""
        domain = [
            self._company,
            ["type", "=", "standard"],
            ["start_date", "<=", day(entry.date)],
            ["end_date", ">=", day(entry.date)],
        ]
        found = self.rest.rows("account.period", domain, "state", limit=1)
        if not found or found[0]["state"] != "open":
            raise ConnectorRefused("closed_period" if found else "no_period", entry.period)
        return int(found[0]["id"])

    def _known(self, model: str, codes: Iterable[str], *fields: str) -> dict[str, Row]:
        """Records by code; what was found once is not asked again by this connector."""
        missing = sorted({c for c in codes if c and (model, c) not in self.seen})
        apart = [self._company] if model.endswith(".account") else []
        for start in range(0, len(missing), AT_ONCE):
            domain = [*apart, ["code", "in", missing[start : start + AT_ONCE]]]
            for row in self.rest.rows(model, domain, "code", *fields):
                self.seen.setdefault((model, row["code"]), row)
        return {c: self.seen[model, c] for c in codes if (model, c) in self.seen}

    @property
    def _company(self) -> list[Any]:
        return ["company", "=", self.rest.settings.company]


def _named(posting: Posting, name: str) -> str:
    return dict(posting.dimensions).get(name, "")
