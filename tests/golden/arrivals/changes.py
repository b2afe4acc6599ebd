"""A mapping that changes, before or after what it is about: S11, S43."""

from koppeling.model.entries import JournalEntry
from tests.golden.arrivals import RICH, E, Events
from tests.scenario import SCHEME_NAMES


def s11() -> Events:
    story = Events().claim("F100001", 1000 * E, "03-02", month="03-15").event()
    story.answer("F100001", when="03-25").event()
    story.money(1000 * E, "declaratie F100001", "03-28").event()
    # what is on revenue is the claim in one scheme and its award in another
    wrong = {e.key for s in SCHEME_NAMES for e in story.told(scheme=s).entries if on_revenue(e)}
    right = RICH.replace('revenue = "8000"', 'revenue = "8005"')
    story.adopt(right.replace("start =", "closed_until = 2026-04-30\nstart ="))
    for key in sorted(wrong):
        story.decide("rebook", key, when="05-04")
    return story.event()


def on_revenue(entry: JournalEntry) -> bool:
    return any(p.role == "revenue" for p in entry.postings)


def s43() -> Events:
    story = Events().claim("F100001", 1000 * E).event().answer("F100001", 950 * E).event()
    renumbered = {"1300": "1305", "1380": "1385", "1390": "1398"}
    moved = RICH
    for old, new in renumbered.items():
        moved = moved.replace(f'"{old}"', f'"{new}"')
    story.adopt(moved).claim("F100002", 500 * E, "03-02").event()
    story.money(950 * E, "declaratie F100001", "03-05").event()
    return story.answer("F100002", when="03-10").event()


CASES = {"S11": s11, "S43": s43}
