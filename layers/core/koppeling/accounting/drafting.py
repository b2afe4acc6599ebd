"""A movement becomes journal entries (boekingen opstellen): the table applied, nothing invented.

`draft` is pure: movement, mapping versions and, for a reversal, the entries it mirrors go in;
entries that balance, or the reasons why not, come out. Written once for claims; receipts are in
`receipts.py`, mirrors in `reversal.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from koppeling.accounting.assembly import Sheet, entries_of
from koppeling.accounting.desk import Desk, Draft
from koppeling.accounting.journal_table import role_of, rule_of
from koppeling.accounting.periods import date_in, day_is_closed, first_open, month_of
from koppeling.accounting.postings import Side, add_revenue, add_total, is_revenue
from koppeling.accounting.roles import Missing
from koppeling.accounting.texts import text_of
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.groups import Group
from koppeling.model.movements import Movement

AMOUNT = {
    "submitted": "declared",
    "returned": "declared",
    "awarded": "awarded",
    "advance_settled": "awarded",
    "awarded_non_financial": "non_financial",
    "rejected": "rejected",
    "reclaimed": "awarded",
    "decided_rejection": "rejected",
    "accrued": "declared",
}


Told = tuple[tuple[str, int], ...]
"""What is booked of a group, by the reference of each line ('' = of all of them together)."""


def before_start(desk: Desk, movement: Movement) -> bool:
    """A movement dated before the cut-over opens items and books nothing."""
    dated = movement.mirror.date if movement.mirror else movement.date
    return dated < desk.mapping.administration.start


def asked_first(desk: Desk, movement: Movement) -> bool:
    """Whether what is awarded and not paid out waits until the mapping says `advance`.

    By today's mapping, not the item's: to change the switch there is how a person answers.
    """
    today = desk.mapping.booking_of(movement.payer, movement.law)
    return movement.kind == "awarded_non_financial" and today.non_financial == "park"


def draft_claim(desk: Desk, movement: Movement) -> Draft:
    """Entries of a movement of a claim: one, or one a period when revenue is touched."""
    rule = rule_of(movement)
    if rule is None:
        words = f"{movement.kind} {movement.policy}".strip()
        return Draft(missing=(Missing("no_account", movement.kind, words),))
    if not rule.books:
        return Draft()
    if asked_first(desk, movement):
        words = "niet-financieel toegekend (non_financial = park)"
        return Draft(missing=(Missing("no_account", movement.kind, words),))
    roles = [_role(rule.debit, movement), _role(rule.credit, movement)]
    if movement.policy == "part":
        narrowed = _on_one_row(desk, movement)
        if isinstance(narrowed, Missing):
            return Draft(missing=(narrowed,))
        movement = narrowed
    revenue = movement.groups and any(map(is_revenue, roles))
    parts = _by_period(movement) if revenue else {month_of(movement.date): ()}
    entries: list[JournalEntry] = []
    missing: list[Missing] = []
    lines = desk.lines_of(movement) if revenue and movement.booking.detail == "line" else {}
    for month, groups in sorted(parts.items()):
        told = [(g, lines.get(g, (("", amount(movement, g)),))) for g in groups]
        made = _entries(desk, movement, roles, month, told, len(entries))
        entries += made.entries
        missing += made.missing
    return Draft(() if missing else tuple(entries), tuple(dict.fromkeys(missing)))


def _role(symbol: str, movement: Movement) -> str:
    return movement.role if symbol == "target" else role_of(symbol, movement.booking)


def _on_one_row(desk: Desk, movement: Movement) -> Movement | Missing:
    """A part of a claim that is reclaimed stands on its row, when all of the claim has only one."""
    rows = set()
    for month, groups in _by_period(movement).items():
        period = first_open(desk.mapping, month)
        for group in groups:
            side = Side.of(desk, movement)
            role = revenue_role(movement, movement.role, group, period)
            add_revenue(side, movement, (group, role), [("", group.awarded)], "")
            if side.missing:
                return side.missing[0]
            rows.add((period, tuple(replace(p, cents=0) for p in side.done())))
    if len(rows) > 1:
        accounts = sorted({p.account for _, postings in rows for p in postings})
        words = f"omzetrij van het teruggevorderde deel: {' / '.join(accounts)}"
        return Missing("account_tie", movement.role, words)
    one = max(movement.groups, key=lambda g: g.awarded)
    return replace(movement, groups=(replace(one, declared=0, awarded=movement.cents),))


def _by_period(movement: Movement) -> dict[str, tuple[Group, ...]]:
    """Groups by the month that `period` names; groups without money are left out."""
    fixed = {
        "service": None,
        "claim": movement.claim_date or movement.date,
        "remittance": movement.answer_date or movement.date,
    }[movement.booking.period]
    found: dict[str, list[Group]] = {}
    for group in movement.groups:
        if amount(movement, group):
            month = month_of(fixed) if fixed else group.month or month_of(movement.date)
            found.setdefault(month, []).append(group)
    return {month: tuple(groups) for month, groups in found.items()}


def amount(movement: Movement, group: Group) -> int:
    """The cents of a group that a movement is about."""
    value: int = getattr(group, AMOUNT[movement.kind])
    return value


def _entries(
    desk: Desk,
    movement: Movement,
    roles: list[str],
    month: str,
    told: list[tuple[Group, Told]],
    first: int,
) -> Draft:
    period = first_open(desk.mapping, month)
    side = Side.of(desk, movement)
    text = text_of(movement)
    for role, sign in zip(roles, (1, -1), strict=True):
        _add_role(side, movement, role, sign, told, period)
    if gaps := side.gaps():
        return Draft(missing=gaps)
    postings = side.done()
    if not postings:
        return Draft()
    sheet = Sheet(
        postings=postings,
        period=period,
        date=date_in(desk.mapping, period, movement.date),
        text=text,
        spine=lambda: _counter(desk, movement, roles),
        journal=side.journal,
        first=first,
        back_reference=month if month != period else "",
    )
    return Draft(entries_of(desk, movement, sheet))


def _counter(desk: Desk, movement: Movement, roles: Sequence[str]) -> Posting:
    """The posting of the whole claim, on which its parts balance."""
    side = Side.of(desk, movement)
    role = next(r for r in roles if not is_revenue(r))
    add_total(side, movement, role, 1, text_of(movement))
    return side.done()[0]


def _add_role(
    side: Side,
    movement: Movement,
    role: str,
    sign: int,
    told: list[tuple[Group, Told]],
    period: str,
) -> None:
    """One side of an entry: revenue by group, what is finally not paid by code, else the total."""
    text = text_of(movement)
    if is_revenue(role) and told:
        for group, lines in told:
            used = revenue_role(movement, role, group, period)
            signed = ((reference, sign * cents) for reference, cents in lines)
            add_revenue(side, movement, (group, used), signed, text)
    elif movement.kind == "decided_rejection" and role == movement.role:
        for code, cents in _by_code(movement, [group for group, _ in told]):
            add_total(side, replace(movement, reason=code), role, sign * cents, text)
    else:
        total = sum(c for _, lines in told for _, c in lines) if told else movement.cents
        used = prior_role(movement, role, str(movement.year or ""), period)
        add_total(side, movement, used, sign * total, text)


def _by_code(movement: Movement, groups: Sequence[Group]) -> Iterable[tuple[str, int]]:
    """What is finally not paid, by return code: each may have a row of its own."""
    found: dict[str, int] = {}
    for group in groups or movement.groups:
        found[group.code] = found.get(group.code, 0) + amount(movement, group)
    return found.items() if found else [(movement.reason, movement.cents)]


def revenue_role(movement: Movement, role: str, group: Group, period: str) -> str:
    """The role of the revenue of one group."""
    return prior_role(movement, role, group.month[:4], period)


def prior_role(movement: Movement, role: str, year: str, period: str) -> str:
    """Revenue of an earlier fiscal year goes to `revenue_prior` when the mapping separates it."""
    booking = movement.booking
    separate = booking.prior_year == "separate" and booking.period == "service"
    if role == "revenue" and separate and year and year < period[:4]:
        return "revenue_prior"
    return role


def closed_bank_day(desk: Desk, movement: Movement) -> bool:
    """A bank line is never re-dated; in a closed period it is parked (`bank_period_closed`)."""
    return day_is_closed(desk.mapping, movement.date)
