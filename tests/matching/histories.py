"""Small random histories of one provider and its payers, in model nouns: no files, no store.

One generator, `history(r)`, draws everything from `r`: a seeded one for thousands of histories, or
Hypothesis's own, which makes a failing history smaller. Amounts come from a short list, so that
equal ones and sums that coincide are common; numbers are named, half named or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from koppeling.matching.facts import Taken, View
from koppeling.model.canonical import identity
from koppeling.model.care import claimed_lines, refused_lines
from koppeling.model.documents import Claim, Document, OpenItems, OpenRow, Remittance
from koppeling.model.messages import Status
from koppeling.model.problems import Where, problem
from tests.matching.nouns import (
    PAYERS,
    answer,
    claim,
    digest_of,
    header,
    listed,
    statement,
    view_of,
    with_lines,
    with_refusals,
)
from tests.matching.payouts import Payouts, Won

AMOUNTS = (1000, 2000, 3000, 3000, 4000, 3650, 7300, 12345, 12345, 67891, 5)
START = date(2026, 1, 1)
SWITCHES: dict[str, tuple[object, ...]] = {
    "recognise": ("outstanding", "outstanding", "awarded"),
    "clearing": (True, True, False),
    "bank": ("koppeling", "package"),
    "claims": ("koppeling", "koppeling", "koppeling", "package"),
    "rejected": ("hold", "debtor", "reverse"),
    "settles": ("payout", "payout", "payout", "payout", "advance"),
    "other_lines": ("leave", "unidentified"),
    "tolerance_cents": (0, 0, 5),
    "accrue": ("no", "month"),
    "period": ("service", "claim", "remittance"),
    "writeoff_limit_cents": (0, 0, 0, 1500),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of documents; of files with the same `thread` the first stands, so they keep order."""

    documents: tuple[Document, ...]
    thread: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What came in, in order, under one mapping; `digests` by the documents' own files."""

    view: View
    files: tuple[File, ...]
    digests: dict[int, str]

    def taken(self, files: Iterable[File] | None = None) -> tuple[Taken, ...]:
        """The documents of these files as facts, numbered in this order."""
        every = [d for f in (self.files if files is None else files) for d in f.documents]
        return tuple(Taken(i, self._digest(d), d) for i, d in enumerate(every))

    def _digest(self, document: Document) -> str:
        known = self.digests.get(id(document))
        return known or digest_of(document)


def history(r: Random) -> History:
    """Everything that came in from one to three payers."""
    switches = {name: r.choice(values) for name, values in SWITCHES.items()}
    if switches["recognise"] == "awarded":
        switches["claims"] = "koppeling"  # `check` refuses the other
    view = view_of(**switches)
    writer = Writer(r, r.sample(PAYERS, r.randint(1, 3)))
    for number in range(r.randint(0, 8)):
        writer.claim(number)
    files = writer.whole()
    payouts = Payouts(r, writer.payers, tuple(writer.won))
    files += [File((document,)) for document in payouts.nettings()]
    files += [File((statement(lines, view.mapping),)) for lines in payouts.statements()]
    if r.random() < 0.2:
        files.append(File((writer.opening(),)))
    for each in [f for f in files if r.random() < 0.1]:
        files.append(copied(each, len(files), refused=r.random() < 0.2))
    shuffled = r.sample(files, len(files))
    digests = {id(d): digest_of(d) for f in files for d in f.documents}
    return History(view, tuple(in_threads(shuffled, files)), digests)


def copied(file: File, number: int, *, refused: bool = False) -> File:
    """The same content in another file; `refused` = its reader found it broken."""
    sha256 = identity("copy", [file.documents[0].header.sha256, number], 64)
    problems = (problem("unreadable", Where(sha256)),) if refused else ()
    again = (
        replace(d, header=replace(d.header, sha256=sha256, problems=problems))
        for d in file.documents
    )
    return File(tuple(again), file.thread)


def in_threads(files: Iterable[File], standing: Iterable[File]) -> list[File]:
    """These files, those of one thread in the order that they have in `standing`."""
    waiting: dict[str, list[File]] = {}
    for file in standing:
        waiting.setdefault(file.thread, []).append(file)
    return [waiting[f.thread].pop(0) if f.thread else f for f in files]


@dataclass(slots=True)
class Writer:
    """Writes claims and answers; `won` = what the payers awarded, `lost` = first lines refused."""

    r: Random
    payers: list[str]
    won: list[Won] = field(default_factory=list)
    lost: list[tuple[str, str, int, date]] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    shared: dict[str, list[Remittance]] = field(default_factory=dict)

    def claim(self, number: int) -> None:
        """One claim number: its versions, its answers, and what is missing of them."""
        r = self.r
        payer, number = r.choice(self.payers), r.choice((number,) * 9 + (1,))
        invoice = f"F26{number:04}"
        day = START + timedelta(days=r.choice((-30, 0, 5, 20, 20, 40)))
        sent = self._sent(payer, invoice, day, credit=r.random() < 0.15)
        if self.lost and r.random() < 0.4:
            sent = self._again(invoice, *r.choice(self.lost))
        kind = r.choice(("answer",) * 7 + ("silent", "returned", "again", "revised", "versions"))
        thread = invoice if number == 1 or kind in {"revised", "versions"} else ""
        if r.random() < 0.9:
            self._file(sent, thread)
        if kind == "silent":
            return
        if kind in {"returned", "again"}:
            self._file(self._answer(sent, "returned"), thread)
        if kind in {"again", "versions"}:
            sent = self._sent(payer, invoice, day + timedelta(days=9), credit=False)
            self._file(sent, thread)
        if kind != "returned":
            self._said(sent, thread)
        if kind == "revised":
            self._file(self._answer(sent, "partial"), thread)

    def _again(self, invoice: str, payer: str, client: str, cents: int, day: date) -> Claim:
        """A later claim about what was refused, for as much or not, with more or not."""
        r = self.r
        more = tuple(r.choice(AMOUNTS) for _ in range(r.choice((0, 0, 1))))
        first = cents if r.random() < 0.8 else r.choice(AMOUNTS)
        later = day + timedelta(days=r.choice((5, 12, 31, 40)))
        sent = claim(invoice, (first, *more), later, payer)
        return with_lines(sent, [client] + [r.choice("ab") for _ in more])

    def _said(self, sent: Claim, thread: str) -> None:
        statuses: tuple[Status, ...] = ("awarded", "awarded", "awarded", "partial", "rejected")
        status = self.r.choice(statuses)
        said = self._answer(sent, status)
        first = claimed_lines(sent.again)[0]
        if (refused := sent.groups[0].declared) > 0 and status != "awarded":
            lost = next((x.cents for x in refused_lines(said.refused) if x.care == first.care), 0)
            self.lost.append((sent.payer, first.reference, lost or refused, sent.date))
        if said.awarded:
            self.won.append((sent.payer, sent.invoice, said.awarded, str(said.date)))
        if thread or self.r.random() < 0.4:
            self._file(said, thread)
        else:
            self.shared.setdefault(f"{sent.payer}/{said.date}", []).append(said)

    def _file(self, document: Claim | Remittance, thread: str = "") -> None:
        self.files.append(File((document,), thread))

    def whole(self) -> list[File]:
        """All files so far: answers of one payer and day stand in one."""
        for name, answers in sorted(self.shared.items()):
            own = header("file", name)
            parts = (replace(a, header=replace(own, part=i)) for i, a in enumerate(answers))
            self.files.append(File(tuple(parts)))
        return list(self.files)

    def _sent(self, payer: str, invoice: str, day: date, *, credit: bool) -> Claim:
        r = self.r
        cents = tuple(r.choice(AMOUNTS) * (-1 if credit else 1) for _ in range(r.choice((1, 1, 2))))
        sent = claim(invoice, cents, day, payer)
        prior = r.random() < 0.2
        groups = tuple(replace(g, month="2025-12") if prior else g for g in sent.groups)
        odd = r.random()
        lined = with_lines(sent, [r.choice("ab") for _ in groups])
        return replace(
            lined,
            payer="uzovi:9999" if odd < 0.01 else payer,
            agbs=("49000009",) if odd > 0.99 else sent.agbs,
            groups=groups,
            tariffs=tuple({abs(c) for c in cents if r.random() < 0.3}),
        )

    def _answer(self, sent: Claim, status: Status) -> Remittance:
        r = self.r
        day = None if r.random() < 0.05 else sent.date + timedelta(days=r.choice((6, 10, 10, 30)))
        parts = {"awarded": (4,), "rejected": (0,)}.get(status, (0, 1, 2, 4))
        won = tuple(g.declared * r.choice(parts) // 4 for g in sent.groups)
        code = r.choice(("0611", "3010"))
        reference = f"R{sent.invoice[-3:]}99" if r.random() < 0.3 else ""
        said = answer(sent, won, day, code=code, status=status, reference=reference)
        if status == "rejected" and r.random() < 0.5:
            return replace(said, groups=())
        if said.groups and r.random() < 0.1:
            groups = tuple(replace(g, awarded=0, non_financial=g.awarded) for g in said.groups)
            other = replace(said, groups=groups, awarded=0, non_financial=said.awarded)
            return with_refusals(other, sent)
        # of a part of a line a 325 says nothing
        said = listed(said, sent) if sent.law == "Jw" and said.groups else said
        return with_refusals(said, sent)

    def opening(self) -> OpenItems:
        """What stood open at the cut-over: of claims that are read too, and of others."""
        r = self.r
        roles = ("debtor", "clearing", "rejected", "advance", "repayable")
        drawn = [(r.choice(roles), r.choice(AMOUNTS)) for _ in range(r.randint(1, 3))]
        rows = tuple(
            OpenRow(
                i + 1,
                role,
                r.choice(self.payers),
                "Zvw",
                2025,
                r.choice(("F260001", "F260002", f"OUD{i:03}")),
                START - timedelta(days=r.choice((30, 60))),
                -cents if role == "repayable" else cents,
            )
            for i, (role, cents) in enumerate(drawn)
        )
        return OpenItems(header("open", rows), rows)
