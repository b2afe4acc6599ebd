"""The tables of the matching benchmark, as they stand in its page."""

from bench.history.styles import HELD_OUT
from bench.scoring import Score

HEAD = (
    "| engine | booked by itself | wrong | wrong, euro | precision | recall | by reference "
    "| first proposal right | conservation | CPU s / 10,000 lines |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def tables(scores: dict[str, dict[str, Score]], own: str, seed: int, missed: list[str]) -> str:
    """Every scenario, then our engine by case."""
    verdict = "All bars are met." if not missed else "Bars missed:"
    parts = [f"Seed {seed}. {verdict}", *(f"- {m}" for m in missed), ""]
    for name, engines in scores.items():
        parts += ["", _title(name, engines[own]), "", HEAD]
        parts += [_row(engine, score) for engine, score in engines.items()]
    total = Score()
    for engines in scores.values():
        total.add(engines[own])
    return "\n".join([*parts, "", *_cases(own, total)])


def _title(name: str, score: Score) -> str:
    planted, _ = score.planted
    what = f"{planted:,} with two readings" if planted else f"{sum(score.provable.values()):,}"
    may = "" if planted else " may book by themselves"
    return f"### {name.capitalize()}: {score.lines:,} lines, {what}{may}"


def _row(engine: str, s: Score) -> str:
    proposed = f"{s.top:.0%} of {s.proposals:,}" if s.proposals else "-"
    provable = any(s.provable.values())
    recall = f"{s.recall():.1%} | {s.by_reference:.1%}" if provable else "- | -"
    return (
        f"| {engine} | {s.booked:,} ({_euros(s.booked_cents)} euro) | {s.wrong:,} "
        f"| {_euros(s.wrong_cents)} | {s.precision:.2%} | {recall} | {proposed} "
        f"| {s.violations or 'holds'} | {s.seconds / s.lines * 10_000:.1f} |"
    )


def _euros(cents: int) -> str:
    return f"{cents // 100:,}"


def _cases(own: str, total: Score) -> list[str]:
    rows = [
        f"### {own} by case, all scenarios",
        "",
        "| may book by itself | by | lines | booked rightly |",
        "|---|---|---:|---:|",
    ]
    held = {s.name for s in HELD_OUT}
    for (case, proof), count in sorted(total.provable.items()):
        name = f"{case} (held out)" if case in held else case
        rows.append(f"| {name} | {proof} | {count:,} | {total.proven[case, proof] / count:.0%} |")
    rows += ["", "| must be asked | lines | booked all the same |", "|---|---:|---:|"]
    for case, count in sorted(total.unprovable.items()):
        rows.append(f"| {case} | {count:,} | {total.unprovable_booked[case]:,} |")
    return rows
