"""From an account role to an account (rol, grootboeknummer): most specific row wins.

Nothing outside `accounting/` knows an account role's rows. A gap never falls back on a default
account and a tie never picks one: both park (contract 1, *Rows*).
"""

from dataclasses import dataclass, replace

from koppeling.model.groups import UNSEEN
from koppeling.model.mapping import CONDITIONS, Mapping, Row, same_payer

LINE_FACTS = ("product", "category", "agb", "vat")
"""What only a line says. Of a group whose product is `UNSEEN` none of it is known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Kenmerken: what a posting knows about itself; '' and None = does not apply.

    A `product` that is `UNSEEN` does apply, but nobody has read it: no row may be chosen by it.

    `vat` is in hundredths of a percent, `year` that of the service month.
    """

    law: str = ""
    payer: str = ""
    product: str = ""
    category: str = ""
    agb: str = ""
    year: int | None = None
    vat: int | None = None
    iban: str = ""
    reason: str = ""

    def words(self) -> str:
        """The facts that are known, for the sentence about a gap."""
        known = {name: getattr(self, name) for name in CONDITIONS}
        return ", ".join(f"{k} {v}" for k, v in known.items() if v not in ("", None))


@dataclass(frozen=True, slots=True)
class Missing:
    """Geen rekening of twee: why a posting cannot be made. `reason` as in contract section 6."""

    reason: str
    role: str
    words: str


def resolve(mapping: Mapping, role: str, facts: Facts) -> Row | Missing:
    """The one row of a role that fits best, or why there is none.

    `no_account`, `account_tie`; `claim_needed` where the rows ask what only an unread line says.
    """
    rows: tuple[Row, ...] = mapping.accounts.get(role, ())  # type: ignore[call-overload]
    facts = replace(facts, payer=_label(mapping, facts.payer))
    fitting = [(row, _weight(row)) for row in rows if _fits(mapping, row, facts)]
    if facts.product == UNSEEN and any(_asks_unseen(row) for row, _ in fitting):
        named = " / ".join(sorted({row.account for row, _ in fitting}))
        words = f"{role}: {named}, naar een prestatie die nog niet bekend is"
        return Missing("claim_needed", role, words)
    if not fitting:
        return Missing("no_account", role, f"{role}: {facts.words()}".rstrip(": "))
    best = max(weight for _, weight in fitting)
    winners = [row for row, weight in fitting if weight == best]
    accounts = {row.account for row in winners}
    if len(winners) > 1:
        named = " / ".join(sorted(accounts)) if len(accounts) > 1 else f"{accounts.pop()} (2x)"
        return Missing("account_tie", role, f"{role}: {named}")
    return winners[0]


def _asks_unseen(row: Row) -> bool:
    """Whether a row depends on what nobody has read yet: it fits as well as any other."""
    return any(getattr(row, name) is not None for name in LINE_FACTS)


def _label(mapping: Mapping, payer: str) -> str:
    found = mapping.payer(payer) if payer else None
    return found.label if found else payer


def _weight(row: Row) -> tuple[int, int]:
    """Most conditions wins, then the longest product; the same law is counted like any other."""
    count = sum(getattr(row, name) is not None for name in CONDITIONS)
    return (count, len((row.product or "").rstrip("*")))


def _fits(mapping: Mapping, row: Row, facts: Facts) -> bool:
    unseen = LINE_FACTS if facts.product == UNSEEN else ()
    return all(
        condition is None
        or name in unseen
        or _holds(mapping, name, condition, getattr(facts, name))
        for name in CONDITIONS
        for condition in (getattr(row, name),)
    )


def _holds(mapping: Mapping, name: str, wanted: object, found: object) -> bool:
    if found in ("", None):
        return False
    if name == "product":
        pattern = str(wanted)
        if pattern.endswith("*"):
            return str(found).startswith(pattern[:-1])
        return found == pattern
    if name == "payer":
        owner = mapping.payer(str(wanted))
        return same_payer(str(found)) in ({same_payer(i) for i in owner.ids} if owner else set())
    if name == "vat":
        return hundredths(wanted) == found
    return wanted == found


def hundredths(percentage: object) -> int | None:
    """A VAT percentage of the mapping (21, "9", "12.5") in hundredths; None when it is none.

    >>> hundredths(21), hundredths("12.5"), hundredths("x")
    (2100, 1250, None)
    """
    whole, _, part = str(percentage).partition(".")
    if not whole.isdigit() or (part and not part.isdigit()) or len(part) > 2:  # noqa: PLR2004
        return None
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)
