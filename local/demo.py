"""The demo: a sample month of three payers through the real template, on this machine.

Everything a new user sees in his first minutes: what is dropped, what was booked, what is parked
and why, what waits for his word and is released, and where the books lie.
"""

from pathlib import Path

from local import commands, sample_month, summary
from local.cloud import Administration
from local.commands import say
from local.places import NotReady, Places

TO = Administration(sample_month.TENANT, sample_month.ADMINISTRATION)


def demo(where: Places, template: Path) -> None:
    """Up, drop the sample month, show the books, release what is held, show them again."""
    commands.up(where, template, {})
    files = sample_month.write(where.home / "demo")
    say(f"the sample month is in {commands.shown(files[0].parent)}")
    # one of the files is broken on purpose, so being refused is part of it
    commands.drop(where, TO, files)
    held = _show(where, "De voorbeeldmaand is verwerkt")
    if held:
        print(f"\nDe boekhouder geeft vrij: {held}")
        commands.decide(where, TO, {"action": "post", "subject": held, "reason": "demo: akkoord"})
        _show(where, "Na de vrijgave")
    say("look around with `koppeling local status`, stop it with `koppeling local down`")


def _show(where: Places, title: str) -> str:
    """Print the books; the payer whose entries wait for release, '' when none do."""
    result = commands.cloud_of(where).result(TO)
    if result is None:
        message = f"nothing was booked for {TO}"
        raise NotReady(message)
    print(f"\n{title}: {summary.shown(result)}\n")
    for path in commands.books(where, TO):
        print(f"  {commands.shown(path)}")
    held = set(result["held"])
    waiting = (p for e in result["entries"] if e["key"] in held for p in e["postings"])
    return next((p["payer"] for p in waiting if p["payer"]), "")
