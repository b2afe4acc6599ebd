"""The sample month (voorbeeldmaand): January 2026 of a provider that does not exist.

Three payers, what was claimed, answered and paid, and what goes wrong in real life: a line that is
refused, a payment before its answer, a duplicate, a broken file. Made by the project's own writers,
from fixed figures: the same bytes on every machine. Nobody in it exists; the BSNs are of the range
for tests.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from koppeling.cli.synthetic.numbers import clients
from koppeling.formats import camt_write, flat_write, istandaarden_write
from koppeling.formats.camt_write import Booked
from koppeling.formats.flat_write import Sent
from koppeling.formats.istandaarden_write import Performed

TENANT, ADMINISTRATION = "zorggroep", "noord"
AGB = "41000001"
THERAPIST = "04000001"
OWN = "NL91ABNA0417164300"
CAK = "NL44RABO0123456789"
TOWN = "NL34BNGH0285000001"
INSURER = "NL69INGB0123456789"
LANDLORD = "NL28RABO0111111111"
STAFF = "NL86INGB0002445588"
SENT = date(2026, 2, 2)
JANUARY = date(2026, 1, 31)
LAST_DAY = date(2026, 2, 28)

MAPPING = f"""\
# Inrichting van de voorbeeldmaand: drie zorgfinanciers, openstaande vorderingen met tussenrekening.

[administration]
tenant = "{TENANT}"
name = "{ADMINISTRATION}"
iban = ["{OWN}"]
agb = ["{AGB}"]
company = "Zorggroep Noord B.V."
start = 2026-01-01

[booking]
recognise = "outstanding"
clearing = true
bank = "koppeling"
post = "now"

[[booking_for]]                   # van deze verzekeraar wil de boekhouder elke boeking eerst zien
payer = "uzovi:6666"
post = "review"

[package]
kind = "files"

[accounts]
bank = "1100"
debtor = "1300"
rejected = "1380"
clearing = "1390"
unidentified = "1395"
advance = "1650"
repayable = "1660"
correction = "8980"
writeoff = "4890"
difference = "4899"
client = "1310"
interest = "9100"
intercompany = "1500"
revenue_prior = "8990"
[[accounts.revenue]]
account = "8000"
[[accounts.revenue]]
law = "Wlz"
account = "8010"
[[accounts.revenue]]
law = "Jw"
account = "8030"
[[accounts.revenue]]
law = "Zvw"
account = "8020"

[[payers]]
id = "uzovi:5555"
name = "Zorgkantoor Testregio"
debtor = "D1001"
paid_by = "cak"

[[payers]]
id = "gemeente:9999"
name = "Gemeente Teststad"
debtor = "D1002"
iban = ["{TOWN}"]

[[payers]]
id = "uzovi:6666"
name = "Testverzekeraar"
debtor = "D1003"
iban = ["{INSURER}"]

[[agents]]                        # de Wlz wordt niet door het zorgkantoor betaald
id = "cak"
name = "CAK"
iban = ["{CAK}"]
"""


def _residential() -> Iterator[tuple[str, bytes]]:
    """Wlz: two claims to the zorgkantoor; of the first a line is cut and a line is refused."""
    first, second, third, fourth = clients(4)
    stays = [
        Sent(first, "Z055", 912_795, JANUARY, "W1-1", begin=date(2026, 1, 1), agb=AGB),
        Sent(second, "Z055", 912_795, JANUARY, "W1-2", begin=date(2026, 1, 1), agb=AGB),
        Sent(third, "Z073", 1_184_231, JANUARY, "W1-3", begin=date(2026, 1, 1), agb=AGB),
        Sent(fourth, "Z073", 458_412, date(2026, 1, 12), "W1-4", begin=date(2026, 1, 1), agb=AGB),
    ]
    home = [
        Sent(first, "H126", 61_248, JANUARY, "W2-1", agb=AGB),
        Sent(third, "H300", 42_917, JANUARY, "W2-2", agb=AGB),
    ]
    stay = flat_write.claim("AW319", "5555", AGB, "202601001", SENT, stays)
    care = flat_write.claim("AW319", "5555", AGB, "202601002", SENT, home)
    yield "AW319-verblijf-januari.txt", stay
    yield "AW319-thuis-januari.txt", care
    yield (
        "AW320-retour-5555.txt",
        flat_write.answer(
            stay,
            day=date(2026, 2, 10),
            reference="ZK20260210001",
            awarded={"W1-2": 883_350, "W1-4": 0},
            codes={"W1-2": "0611", "W1-4": "0300"},
        ),
    )
    whole = flat_write.answer(care, day=date(2026, 2, 10), reference="ZK20260210002")
    yield "AW320-retour-5555-thuis.txt", whole


def _youth() -> Iterator[tuple[str, bytes]]:
    """Jw: one claim to the gemeente; one of its three lines comes back refused."""
    fifth, sixth, seventh = clients(7)[4:]
    first = date(2026, 1, 1)
    lines = [
        Performed(fifth, "45A04", 248_160, JANUARY, "J1-1", begin=first),
        Performed(sixth, "45A48", 96_525, JANUARY, "J1-2", begin=first),
        Performed(seventh, "45A48", 141_570, JANUARY, "J1-3", begin=first),
    ]
    yield (
        "JW323-teststad-januari.xml",
        istandaarden_write.claim("jw", "9999", AGB, "J202601", SENT, lines, message="NOORD0201"),
    )
    yield (
        "JW325-retour-teststad.xml",
        istandaarden_write.answer(
            "jw",
            "9999",
            AGB,
            "J202601",
            date(2026, 2, 9),
            lines,
            answers="NOORD0201",
            rejected={"J1-2": "9321"},
        ),
    )


def _therapy() -> Iterator[tuple[str, bytes]]:
    """Zvw: two claims to the insurer; the answer to the second has not come when it is paid."""
    eighth, ninth = clients(9)[7:]
    visits = [
        Sent(eighth, "1000", 4_275, date(2026, 1, 8), "P1-1", agb=THERAPIST),
        Sent(eighth, "1000", 4_275, date(2026, 1, 15), "P1-2", agb=THERAPIST),
        Sent(ninth, "1864", 6_130, date(2026, 1, 22), "P1-3", agb=THERAPIST),
    ]
    later = [Sent(ninth, "1000", 4_275, date(2026, 1, 29), "P2-1", agb=THERAPIST)]
    paid = flat_write.claim("PM304", "6666", AGB, "202601101", SENT, visits)
    early = flat_write.claim("PM304", "6666", AGB, "202601102", SENT, later)
    answered = flat_write.answer(paid, day=date(2026, 2, 11), reference="TV88213")
    yield "PM304-fysio-januari.txt", paid
    yield "PM304-fysio-januari-nagekomen.txt", early
    yield "PM305-retour-6666.txt", answered


def _statement() -> bytes:
    """Own account, February: payouts (one batch), a payment before its answer, rent, salaries."""
    payout = date(2026, 2, 18)
    batch = [
        Booked(payout, 2_980_376, "Betaling declaratie 202601001 Wlz", CAK, "CAK"),
        Booked(payout, 104_165, "Betaling declaratie 202601002 Wlz", CAK, "CAK"),
    ]
    entries = [
        Booked(date(2026, 2, 2), -185_000, "Huur februari", LANDLORD, "Vastgoed Voorbeeld B.V."),
        Booked(
            date(2026, 2, 16), 389_730, "Declaratie J202601 Jeugdwet", TOWN, "Gemeente Teststad"
        ),
        Booked(payout, 3_084_541, reference="ABN-0218-0007", details=batch, announced=2),
        Booked(date(2026, 2, 19), 4_275, "Declaratie 202601102", INSURER, "Testverzekeraar"),
        Booked(
            date(2026, 2, 20), 14_680, "Declaratie 202601101 TV88213", INSURER, "Testverzekeraar"
        ),
        Booked(date(2026, 2, 24), -2_148_790, "Salaris februari", STAFF, "Medewerker Voorbeeld"),
    ]
    return camt_write.statement(OWN, 4_250_000, entries, version="08", number="2", day=LAST_DAY)


def files() -> dict[str, bytes]:
    """Every file by its name, the mapping first, in the order in which a user would drop them."""
    made = {"mapping.toml": MAPPING.encode()}
    made |= dict([*_residential(), *_youth(), *_therapy()])
    made["Afschrift-februari.xml"] = _statement()
    # sent again by mail under the name of a second download, and saved by an editor
    made["AW320-retour-5555 (1).txt"] = made["AW320-retour-5555.txt"]
    made["PM305-retour-6666-kopie.txt"] = made["PM305-retour-6666.txt"].replace(b"\r\n", b"\n")
    made["AW320-retour-5555-beschadigd.txt"] = _broken(made["AW320-retour-5555-thuis.txt"])
    return made


def _broken(data: bytes) -> bytes:
    """A digit of an awarded amount fell over, so the total no longer adds up."""
    before, amount, after = data.rpartition(b"00061248D")
    return before + amount.replace(b"8", b"9") + after


def write(folder: Path) -> list[Path]:
    """Write the sample month into a folder; the paths, the mapping first."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in files().items():
        (folder / name).write_bytes(data)
        paths.append(folder / name)
    return paths
