"""Debtor items that came to nothing (afletteren in het pakket): matched there as they are here.

An open item that is closed by entries that are all in the package has postings on one account that
are nothing together. The package is asked to match them; that is told once, and what it refuses
stays open there, which no posting waits for. Matched already = done, so a repeat harms nobody.
"""

import json
from collections.abc import Iterable, Iterator

from koppeling.connectors.contract import Connector, Settlement
from koppeling.model.canonical import canonical, identity
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorRefused, OutcomeUnknown
from koppeling.settle.ports import Workshop

SETTLED = "settled.json"


def settle_items(
    shop: Workshop, connector: Connector, posted: Iterable[tuple[str, JournalEntry]]
) -> None:
    """Match what is nothing together and was not told yet.

    `posted` = (id in the package, entry). Raises ConnectorUnavailable; what was matched by then is
    noted.
    """
    before: dict[str, str] = json.loads(shop.objects.get(SETTLED) or b"{}")
    told = dict(before)
    try:
        for name, settlement in closed_items(posted):
            outcome = _outcome(connector, settlement) if name not in told else None
            if outcome is not None:
                told[name] = outcome
    finally:
        if told != before:
            shop.objects.put(SETTLED, canonical(told))


def _outcome(connector: Connector, settlement: Settlement) -> str | None:
    """'' = matched, else the code of why not; None = unknown, asked again in the next round."""
    try:
        connector.settle(settlement)
    except ConnectorRefused as why:
        return why.code
    except OutcomeUnknown:
        return None
    return ""


def closed_items(
    posted: Iterable[tuple[str, JournalEntry]],
) -> Iterator[tuple[str, Settlement]]:
    """Every set of debtor postings about one item that are nothing together, with its name."""
    found: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for entry_id, entry in posted:
        for p in entry.postings:
            debtor = dict(p.dimensions).get("debtor", "")
            if p.item and debtor:
                found.setdefault((p.account, debtor, p.item), []).append((entry_id, p.cents))
    for (account, debtor, item), lines in sorted(found.items()):
        if len(lines) > 1 and not sum(cents for _, cents in lines):
            name = identity("settled", [account, debtor, item, sorted(lines)])
            yield name, Settlement(account, debtor, tuple(sorted(lines)))
