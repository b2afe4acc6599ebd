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
from koppeling.model.documents import (
    Auditfile,
    Decision,
    Decisions,
    Document,
    Statement,
    content_digest,
)
from koppeling.model.movements import Movement
from koppeling.settle.again import look_again
from koppeling.settle.intake import read_again, stored
from koppeling.settle.ledger import Ledger, derived_of, keep, load, mapping_of, pack, versions_of
from koppeling.settle.line_archive import keep_lines
from koppeling.settle.package import accounts_of, with_lines
from koppeling.settle.ports import Commit, Input, Workshop
from koppeling.settle.rebook import REBOOK, booked_again, rebooked
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
    _adopt(shop, ledger, [i for i in inputs if i.kind == "mapping"])
    before = 0 if mappings else len(ledger.taken)
    decided = _take(shop, ledger, [i for i in inputs if i.kind == "document"])
    _look_in_package(shop, ledger, before)
    look_again(shop, ledger, mapping_of(shop, ledger.newest))
    _rule(shop, ledger, decided)
    made = _conclude(shop, ledger)
    keep_lines(shop, made)
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


def _conclude(shop: Workshop, ledger: Ledger) -> tuple[Movement, ...]:
    """The movements that follow from all facts now, and that no commit has made before."""
    derived = derived_of(shop, ledger)
    _settle_in(ledger, derived)
    remember(ledger.shown, derived.parked)
    wanted = booked_again(derived.movements, ledger.rulings)
    return changes(replace(derived, movements=wanted), ledger.booked)


def _adopt(shop: Workshop, ledger: Ledger, inputs: list[Input]) -> None:
    """Mapping versions, each with the digest of what it says."""
    for each in inputs:
        version = each.id.removeprefix("map-")
        about = shop.store.document(each.id)
        assert about is not None, f"mapping version {version} is missing"
        ledger.mappings.append(int(version))
        ledger.digests[version] = digest(about["mapping"])


def _take(shop: Workshop, ledger: Ledger, inputs: list[Input]) -> list[tuple[str, Decision]]:
    """Documents become facts; the decisions among them, each with its file, are still to judge."""
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
    return decided


def _look_in_package(shop: Workshop, ledger: Ledger, first: int) -> None:
    """Lines of the package that may be needed: of new auditfiles, of all when a mapping is new."""
    accounts = accounts_of(versions_of(shop, ledger).values())
    ledger.taken[first:] = [with_lines(shop, t, accounts) for t in ledger.taken[first:]]


def _digest(document: Document) -> str:
    """The content's digest; a file that could not be read, or that is read in part, is itself."""
    if document.header.refused or isinstance(document, Auditfile):
        return digest([document.header.sha256, document.header.part])
    return content_digest(document)


def _rule(shop: Workshop, ledger: Ledger, decided: list[tuple[str, Decision]]) -> None:
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
        judged = [_judged(shop, r, derived, ledger) if r.waits else r for r in ledger.rulings]
        left, ledger.rulings = sum(r.waits for r in ledger.rulings), judged
        # what one decision changes may show what another waits for
        if sum(r.waits for r in judged) in {0, left}:
            return


def _judged(shop: Workshop, ruling: Ruling, derived: Derived, ledger: Ledger) -> Ruling:
    """The verdict of this moment; a question that changed since `seen` = refused, both shown."""
    row = ruling.decision
    if fault := form_fault(row) or closed_fault(row, mapping_of(shop, ledger.newest)):
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
    claim = ""
    if row.action == REBOOK:
        claim, fault = rebooked(shop, ledger, row.subject)
    return replace(
        ruling,
        refused=fault,
        waits=False,
        rebooked=claim,
        version=ledger.newest if claim else 0,
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
