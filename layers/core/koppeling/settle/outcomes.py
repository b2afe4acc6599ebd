"""What became of each file (per bestand): used, known, test, waiting or refused, with why."""

from koppeling.matching.by_reference import Difference
from koppeling.matching.derive import Derived
from koppeling.matching.facts import Gated
from koppeling.model.book import FileOutcome, Outcome
from koppeling.model.problems import Problem, Where, problem

OUTCOMES: dict[str, Outcome] = {
    "used": "used",
    "known": "known",
    "test": "test",
    "refused": "refused",
    "wrong_administration": "refused",
    "unknown_payer": "used",
}
STRONGEST: tuple[Outcome, ...] = ("refused", "used", "waiting", "test", "known")


def outcomes(derived: Derived) -> tuple[FileOutcome, ...]:
    """One row a file, by hash; a file with several documents is as bad as its worst."""
    rows: dict[str, list[tuple[Gated, Outcome, tuple[Problem, ...]]]] = {}
    broken = {taken.digest: difference for taken, difference in derived.broken}
    for g in derived.gated:
        outcome = OUTCOMES[g.verdict]
        problems = g.problems
        difference = broken.get(g.taken.digest)
        if difference and outcome == "used":
            outcome = "refused"
            problems = (*problems, _broken(g, difference))
        rows.setdefault(g.taken.sha256, []).append((g, outcome, problems))
    for ruling, code, reason in derived.idle:
        d = ruling.decision
        found = problem(
            code,
            Where(ruling.sha256, d.record),
            action=d.action,
            subject=d.subject,
            reason=reason,
        )
        g, outcome, problems = rows[ruling.sha256][0]
        rows[ruling.sha256][0] = (g, outcome, (*problems, found))
    return tuple(_row(sha256, rows[sha256]) for sha256 in sorted(rows))


def _broken(g: Gated, difference: Difference) -> Problem:
    """An answer that cannot belong to its claim, by the identity that it breaks."""
    return problem(
        "totals_differ",
        Where(g.taken.sha256),
        what=difference.identity,
        lines=difference.lines,
        stated=difference.stated,
    )


def _row(sha256: str, found: list[tuple[Gated, Outcome, tuple[Problem, ...]]]) -> FileOutcome:
    document = found[0][0].taken.document
    words = {outcome for _, outcome, _ in found}
    dated = document.own_date
    return FileOutcome(
        sha256=sha256,
        kind=document.kind,
        outcome=next(o for o in STRONGEST if o in words),
        problems=tuple(dict.fromkeys(p for _, _, ps in found for p in ps)),
        standard=document.header.standard,
        payer=getattr(document, "payer", "") or "",
        invoice=getattr(document, "invoice", "") or "",
        date=dated if 1 < dated.year < 9999 else None,  # noqa: PLR2004 - undated documents
        total=sum(g.taken.document.total for g, _, _ in found),
    )
