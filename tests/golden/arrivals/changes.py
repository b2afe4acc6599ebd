"""A mapping that changes while items are open: S43."""

from tests.golden.arrivals import RICH, E, Events


def s43() -> Events:
    story = Events().claim("F100001", 1000 * E).event().answer("F100001", 950 * E).event()
    renumbered = {"1300": "1305", "1380": "1385", "1390": "1398"}
    moved = RICH
    for old, new in renumbered.items():
        moved = moved.replace(f'"{old}"', f'"{new}"')
    story.adopt(moved).claim("F100002", 500 * E, "03-02").event()
    story.money(950 * E, "declaratie F100001", "03-05").event()
    return story.answer("F100002", when="03-10").event()


CASES = {"S43": s43}
