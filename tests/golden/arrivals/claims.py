"""Claims, answers and payments: S1 to S3, S9, S18 to S23, S29, S31 and S42."""

from tests.golden.arrivals import RICH, E, Events, paid, with_
from tests.scenario import STRANGER, TOWN

SENT, ANSWERED, RECEIVED = "02-02", "02-10", "02-15"


def partly() -> Events:
    """F100001 of 1,000, 950 awarded and paid."""
    story = Events().claim("F100001", 1000 * E).event().answer("F100001", 950 * E).event()
    return story.money(950 * E, "declaratie F100001", RECEIVED).event()


def s2() -> Events:
    return partly().decide("rejection", "F100001", "revenue").event()


def s3() -> Events:
    story = Events().claim("F100001", 1000 * E).event().answer("F100001", 0).event()
    return story.decide("rejection", "F100001", "writeoff").event()


def s9() -> Events:
    story = Events().claim("F100001", 1000 * E).event()
    story.money(950 * E, "declaratie F100001", "02-05").event()
    return story.answer("F100001", 950 * E).event()


def s18() -> Events:
    story = Events().town("JW1", [1000 * E], "02-02", "M1").event()
    story.town_answer("JW1", "M1", "02-04", header="0001", header_only=True).event()
    story.town("JW1", [1000 * E], "02-06", "M2").event().town_answer("JW1", "M2", "02-12").event()
    return story.money(1000 * E, "fact JW1 jeugdhulp", "02-20", iban=TOWN).event()


def s19() -> Events:
    story = paid("F100001", 1000)
    story.files.append(story.files[1].replace(b"\r\n", b"\n"))
    return story.event()


def s20() -> Events:
    story = paid("F100001", 1000)
    story.claim("F100002", -400 * E, "03-01").event().answer("F100002", when="03-05").event()
    story.claim("F100003", 600 * E, "03-02").event().answer("F100003", when="03-06").event()
    return story.money(200 * E, "afrekening F100003", "03-12").event()


def s21() -> Events:
    story = Events().claim("F100001", [900 * E, 100 * E], keep=False)
    story.answer("F100001", [900 * E, 0]).event()
    story.money(900 * E, "declaratie F100001", RECEIVED).event()
    story.files.append(story.claims["F100001"])
    return story.event()


def s22() -> Events:
    story = Events(inrichting=with_('claims = "package"'))
    story.claim("F100001", [900 * E, 100 * E]).event().answer("F100001", [900 * E, 0]).event()
    return story.money(900 * E, "declaratie F100001", RECEIVED).event()


def s23() -> Events:
    story = paid("F100001", 1000)
    story.inrichting = story.inrichting.replace('bank = "koppeling"', 'bank = "package"')
    return story


def s29() -> Events:
    story = Events()
    story.money(-1500 * E, "salaris januari", "02-02", iban=STRANGER)
    story.money(-900 * E, "huur", "02-03", iban="NL20INGB0001234567")
    story.money(36 * E, "eigen bijdrage", "02-04", iban=STRANGER)
    story.money(450 * E, "SVB pgb februari", "02-05", iban="NL13TEST0123456789")
    story.money(-300 * E, "belasting", "02-06", iban=TOWN).event()
    story.money(2000 * E, "subsidie 2026", "02-16", iban=TOWN).event()
    return story.decide("explain", story.ask("unexplained").id, "account:8990").event()


def s31() -> Events:
    story = Events(free=False).claim("F100001", 1000 * E).event()
    story.answer("F100001", 900 * E).event()
    story.money(900 * E, "declaratie F100001", RECEIVED).event()
    story.answer("F100001", 1000 * E, "02-20").event()
    story.decide("replace", story.ask("revised_remittance").id).event()
    line = story.ask("residual").id
    story.decide("match", line, "F100001", when="03-02").event()
    return story.money(100 * E, "nabetaling F100001", "03-12").event()


def s42(*, listed: bool = False) -> Events:
    """Sent before the cut-over, answered and paid after it; `listed` among the open items too."""
    begins = RICH.replace("start = 2026-01-01", "start = 2026-02-01")
    story = Events(inrichting=begins)
    if listed:
        story.opened(("debtor", "F100001", 1000 * E), when="01-20").event()
    story.claim("F100001", [950 * E, 50 * E], "01-20", month="01-15").event()
    story.answer("F100001", [950 * E, 0]).event()
    return story.money(950 * E, "declaratie F100001", RECEIVED).event()


CASES = {
    "S01": lambda: paid("F100001", 1000),
    "S02": s2,
    "S03": s3,
    "S09": s9,
    "S18": s18,
    "S19": s19,
    "S20": s20,
    "S21": s21,
    "S22": s22,
    "S23": s23,
    "S29": s29,
    "S31": s31,
    "S32": partly,
    "S42": s42,
    "S42b": lambda: s42(listed=True),
}
