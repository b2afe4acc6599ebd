"""Set-offs, advances and documents of a payer: S4, S6 to S8, S13, S15, S23b, S28, S38, S41."""

from koppeling.formats import gds_write
from tests.golden.arrivals import RICH, E, Events, paid, with_
from tests.scenario import AGB, CLIENTS, INSURER, day
from tests.stories import rich

FACTOR = "NL13TEST0123456789"
AGENT = f"""
[[agents]]
id = "factor"
name = "Factormaatschappij"
iban = ["{FACTOR}"]
"""


def s4() -> Events:
    story = paid("F100001", 600).letter("F100001", 300 * E, "03-01").event()
    story.claim("F100002", 500 * E, "03-02").event().answer("F100002", when="03-10").event()
    items = ("declaration", "F100002", 500 * E), ("reclaim", "F100001", -300 * E)
    story.set_off("V700001", *items, when="03-12")
    return story.money(200 * E, "afrekening V700001", "03-14").event()


def s6() -> Events:
    story = Events().claim("F100001", 1000 * E).event().answer("F100001").event()
    story.money(1050 * E, "declaratie F100001", "02-15").event()
    line = story.ask("residual").id
    story.decide("match", line, "F100001")
    story.decide("explain", line, "repayable", cents=50 * E).event()
    story.claim("F100002", 400 * E, "03-02").event().answer("F100002", when="03-10").event()
    items = ("declaration", "F100002", 400 * E), ("reclaim", "F100001", -50 * E)
    story.set_off("V700001", *items, when="03-12").event()
    return story.money(350 * E, "afrekening V700001", "03-14").event()


def s7() -> Events:
    story = Events().money(120 * E, "voorschot", "01-20").event()
    story.decide("explain", story.ask("proposal").id, "advance", when="01-25").event()
    story.claim("F100001", 1000 * E).claim("F100002", 1200 * E).event()
    story.answer("F100001", 950 * E).answer("F100002", when="02-11").event()
    story.letter("F900001", 300 * E, "02-12").event()
    items = (
        ("declaration", "F100001", 950 * E),
        ("declaration", "F100002", 1200 * E),
        ("reclaim", "F900001", -300 * E),
        ("advance", "", -120 * E),
    )
    story.set_off("V700001", *items, when="02-14").event()
    return story.money(1730 * E, "afrekening V700001", "02-16").event()


def s8() -> Events:
    story = Events(inrichting=with_('settles = "advance"'))
    story.money(10000 * E, "voorschot januari", "01-20").event()
    story.claim("W300001", [9400 * E, 200 * E], standard="AW319").event()
    story.answer("W300001", [9400 * E, 0]).event()
    return story.money(9400 * E, "voorschot februari", "02-20").event()


def s23b() -> Events:
    story = s8()
    story.inrichting = story.inrichting.replace('bank = "koppeling"', 'bank = "package"')
    return story


def s13() -> Events:
    story = Events().letter("MC55001", 1500 * E, "02-01").event()
    story.claim("F100001", 1000 * E).event().answer("F100001").event()
    items = ("declaration", "F100001", 1000 * E), ("reclaim", "MC55001", -1500 * E)
    story.set_off("V700001", *items, ("carried", "V700001", 500 * E), when="02-12").event()
    story.claim("F100002", 800 * E, "03-02").event().answer("F100002", when="03-10").event()
    items = ("declaration", "F100002", 800 * E), ("carried", "V700001", -500 * E)
    story.set_off("V700002", *items, when="03-12").event()
    return story.money(300 * E, "afrekening V700002", "03-14").event()


def s15() -> Events:
    known = f'iban = ["{INSURER}"]\n'
    story = Events(inrichting=RICH.replace(known, f'{known}paid_by = "factor"\n') + AGENT)
    story.claim("F100001", 1000 * E).event().answer("F100001").event()
    items = ("declaration", "F100001", 1000 * E), ("fee", "", -2420)
    story.set_off("V700001", *items, when="02-12").event()
    return story.money(97580, "afrekening V700001", "02-14", iban=FACTOR).event()


def s28() -> Events:
    sent = [
        gds_write.Performed(CLIENTS[0], "CO1", 600 * E, day("01-31"), "R0"),
        gds_write.Performed(CLIENTS[1], "CO1", 400 * E, day("01-31"), "R1"),
    ]
    who = gds_write.Parties("5555", AGB, "G200001", day("02-02"))
    story = Events(files=[gds_write.claim(who, sent)]).event()
    story.files.append(gds_write.answer(who, day("02-10"), sent, non_financial={"R1": 400 * E}))
    return story.event().money(600 * E, "declaratie G200001", "02-15").event()


def s38() -> Events:
    story = Events().claim("F100001", 1000 * E).event().answer("F100001").event()
    items = ("declaration", "F100001", 1000 * E), ("interest", "", 5 * E)
    story.set_off("V700001", *items, when="02-16").event()
    return story.money(1005 * E, "afrekening V700001", "02-17").event()


def s41() -> Events:
    story = Events(inrichting=with_('settles = "advance"'), free=False)
    for month in range(1, 11):
        story.money(12000 * E, "voorschot Wlz", f"{month:02}-20")
    story.event().claim("W300001", 118500 * E, "11-02", standard="AW319", month="10-31").event()
    story.answer("W300001", when="11-10").event()
    story.set_off("E900001", ("advance", "", -1500 * E), when="11-15").event()
    story.money(-1500 * E, "eindafrekening E900001", "11-20").event()
    (option,) = story.ask("proposal", rich(story.inrichting)).options
    return story.decide("accept", option.id, when="11-25").event()


CASES = {
    "S04": s4,
    "S06": s6,
    "S07": s7,
    "S08": s8,
    "S13": s13,
    "S15": s15,
    "S23b": s23b,
    "S28": s28,
    "S38": s38,
    "S41": s41,
}
