"""Every input that no commit has taken becomes one commit (aansluiten).

Gather: new inputs and the last snapshot. Decide: pure. Apply: bytes by hash first, then one
transaction. Losing the race raises Conflict; the caller reloads and decides again.
"""

import gzip
from dataclasses import replace

from koppeling.matching.changes import changes
from koppeling.matching.derive import Derived
from koppeling.matching.facts import Ruling, Taken
from koppeling.matching.four_eyes import SECOND_PERSON
from koppeling.matching.redaction import marker, redact
from koppeling.matching.verdicts import (
    chosen,
    closed_fault,
    form_fault,
    options_of,
    taken_back,
    unknown_option,
)
from koppeling.model.canonical import canonical, digest
from koppeling.model.codec import to_plain
from koppeling.model.documents import Decision, Decisions, Document, Statement, content_digest
from koppeling.model.mapping import Mapping
from koppeling.settle.again import look_again
from koppeling.settle.intake import read_again, stored
from koppeling.settle.ledger import Ledger, derived_of, keep, load, mapping_of, pack
from koppeling.settle.ports import Commit, Input, Workshop
from koppeling.settle.shown import changed, never_shown, remember, shown

ENGINE = "1"
MOST = 90


def reconcile(shop: Workshop) -> dict[str, int | str]:
    """Take at most 90 inputs; `taken` 0 = nothing to do, `waiting` = no mapping is adopted yet."""
    inputs = shop.store.new()
    ledger = load(shop)
    mappings = [i for i in inputs if i.kind == "mapping"]
    if not inputs or not (ledger.mappings or mappings):
        return {"taken": 0, "waiting": len(inputs), "sequence": ledger.sequence}
    inputs = inputs[:MOST]
    previous = shop.store.head()
    ledger.sequence += 1
    ledger.mappings += [int(i.id.removeprefix("map-")) for i in inputs if i.kind == "mapping"]
    _take(shop, ledger, [i for i in inputs if i.kind == "document"])
    derived = derived_of(shop, ledger)
    _settle_in(ledger, derived)
    remember(ledger.shown, derived.parked)
    made = changes(derived, ledger.booked)
    packed = gzip.compress(canonical([to_plain(m) for m in made]), compresslevel=1, mtime=0)
    facts = {
        "sequence": ledger.sequence,
        "previous": previous.hash if previous else "",
        "inputs": [i.id for i in inputs],
        "mapping_version": ledger.newest,
        "engine": ENGINE,
        "snapshot": keep(shop, "book", pack(ledger)),
        "movements": keep(shop, "commit", packed),
    }
    commit = Commit(
        sequence=ledger.sequence,
        hash=digest(facts),
        previous=previous.hash if previous else "",
        inputs=tuple(i.id for i in inputs),
        mapping_version=ledger.newest,
        engine=ENGINE,
        snapshot=str(facts["snapshot"]),
        movements=str(facts["movements"]),
    )
    shop.store.append(commit)
    return {"taken": len(inputs), "waiting": 0, "sequence": commit.sequence}


def chain_is_whole(shop: Workshop) -> str:
    """'' when every commit's hash covers its content and its predecessor; else what is broken."""
    head = shop.store.head()
    previous = ""
    for sequence in range(1, (head.sequence if head else 0) + 1):
        commit = shop.store.commit(sequence)
        if commit is None:
            return f"vastlegging {sequence} ontbreekt"
        facts = {k: v for k, v in to_plain(commit).items() if k != "hash"}
        if commit.previous != previous or digest(facts) != commit.hash:
            return f"vastlegging {sequence} past niet op de vorige"
        previous = commit.hash
    return ""


def _take(shop: Workshop, ledger: Ledger, inputs: list[Input]) -> None:
    """Documents become facts, decisions become rulings with the verdict of this moment."""
    mapping = mapping_of(shop, ledger.newest)
    mark = marker(shop.key)
    order = len(ledger.taken)
    decided: list[tuple[str, Decision]] = []
    for each in inputs:
        about = shop.store.document(each.id) or {}
        documents = read_again(shop, each.id)
        kept: list[Document] = []
        for document in documents:
            seen = document
            if isinstance(document, Statement):
                seen = redact(document, mapping, mark)
            if isinstance(document, Decisions):
                principal = str(about.get("principal", ""))
                decided += [(each.id, replace(r, principal=principal)) for r in document.rows]
                seen = replace(document, rows=())
            # what a user called a file in a ZIP is no fact: its hash and part are
            seen = replace(seen, header=replace(seen.header, member=None))
            kept.append(seen)
            ledger.taken.append(Taken(order, _digest(document), seen))
            order += 1
        body = b"[" + b",".join(stored(d) for d in kept) + b"]"
        shop.objects.put(f"doc/{each.id}.json", body)
    look_again(shop, ledger, mapping)
    _rule(shop, ledger, decided, mapping)


def _digest(document: Document) -> str:
    """The content's digest; a file that could not be read is itself."""
    if document.header.refused:
        return digest([document.header.sha256, document.header.part])
    return content_digest(document)


def _rule(
    shop: Workshop, ledger: Ledger, decided: list[tuple[str, Decision]], mapping: Mapping
) -> None:
    """Judge the new decisions, and again those about what was not shown yet, until none changes."""
    if not decided and not any(r.waits for r in ledger.rulings):
        return
    before = {r.decision.id for r in ledger.rulings if r.waits or not r.refused}
    for sha256, row in sorted(decided, key=lambda d: (d[1].date, d[1].id)):
        again = row.id in before
        order = len(ledger.rulings)
        ledger.rulings.append(Ruling(order, sha256, ledger.sequence, row, "", again, waits=True))
        before.add(row.id)
    while True:
        derived = derived_of(shop, ledger, without=lambda r: r.waits)
        judged = [_judged(r, derived, ledger, mapping) if r.waits else r for r in ledger.rulings]
        left, ledger.rulings = sum(r.waits for r in ledger.rulings), judged
        # what one decision changes may show what another waits for
        if sum(r.waits for r in judged) in {0, left}:
            return


def _judged(ruling: Ruling, derived: Derived, ledger: Ledger, mapping: Mapping) -> Ruling:
    """The verdict of this moment; a question that changed since `seen` = refused, both shown."""
    row = ruling.decision
    if fault := form_fault(row) or closed_fault(row, mapping):
        return replace(ruling, refused=fault, waits=False)
    waiting = {r.decision.id for r, code, _ in derived.idle if code == SECOND_PERSON}
    # who says it again as the second person must have seen what there is now
    if ruling.again and row.id not in waiting:
        return replace(ruling, waits=False)
    asked = {p.id: p for p in derived.parked}
    about, option = chosen(row, asked, options_of(derived.parked, derived.matches))
    now = asked.get(about)
    fault, waits = changed(row, about, shown(now) if now else None, ledger.shown), False
    if fault and row.action in {"accept", "refuse"}:
        waits = never_shown(row, about, ledger.shown)
    elif not fault:
        fault, waits = unknown_option(row, option, now)
    if fault or waits:
        return replace(ruling, refused=fault, waits=waits)
    return replace(
        ruling,
        refused="",
        waits=False,
        about=about if about != row.subject else "",
        option=option.id if option else "",
        chosen=tuple((p.item, p.role, p.cents) for p in option.parts) if option else (),
        took_back=taken_back(row, about, option, derived.matches),
    )


def _settle_in(ledger: Ledger, derived: Derived) -> None:
    """What is decided once and for ever: passed the gate, opened with this mapping."""
    passed = {g.taken.digest for g in derived.gated if g.verdict in {"used", "known"}}
    ledger.taken = [replace(t, accepted=t.accepted or t.digest in passed) for t in ledger.taken]
    for item in derived.items:
        ledger.opened.setdefault(item.key, ledger.newest)
    for received in derived.received:
        ledger.opened.setdefault(f"line/{received.line.id}", ledger.newest)
