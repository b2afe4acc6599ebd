"""Our own forms that keep or break a rule: folder -> (rule, files)."""

from dataclasses import replace
from datetime import date

from koppeling.formats import besluiten
from koppeling.formats import forms_write as write
from koppeling.model.documents import Decision, Header, Netting, NettingItem, OpenRow

NONE = Header("", "", "")
DAY = date(2026, 2, 16)
PAYER, TOWN = "uzovi:9998", "gemeente:9999"
PAID = NettingItem(0, "declaration", "F2026B", "", 50_000)
CREDIT = NettingItem(0, "credit", "F2025A", "F2026B", -30_000)
RECLAIM = NettingItem(0, "reclaim", "CM96-12", "", -250_000, mark="CM96")
ADVANCE = NettingItem(0, "advance", "", "F2026B", -12_000, mark="salderen voorschot")
SET_OFF = Netting(NONE, PAYER, "V77", DAY, (PAID, CREDIT), 20_000)
OPEN = OpenRow(0, "debtor", PAYER, "Zvw", 2025, "F2025117", date(2025, 12, 5), 412_050)
HELD = OpenRow(0, "unidentified", "", "", 2025, "", date(2025, 12, 29), -4_275)
YEARLY = OpenRow(0, "advance", "zorgkantoor:9997", "Wlz", 2025, "", date(2025, 12, 31), -9_000_000)
DECIDED = Decision(2, date(2026, 3, 2), "A. de Boekhouder", "akkoord", "post", "all", "", None, "")
HEADER = "payer;document;date;kind;reference;counter_reference;cents;text"
OPEN_HEADER = "role;payer;law;year;invoice;date;cents"
DECISIONS = ";".join(besluiten.COLUMNS)
Files = dict[str, bytes]


def both(table: write.Table, name: str = "formulier") -> Files:
    return {f"{name}.csv": write.as_csv(table), f"{name}.xlsx": write.as_workbook(table)}


def set_off(*documents: Netting) -> Files:
    return both(write.verrekening(documents), "verrekening")


def opened(*rows: OpenRow) -> Files:
    return both(write.openstaand(rows), "openstaand")


def typed(*lines: str, name: str = "getypt.csv") -> Files:
    return {name: ("\r\n".join(lines) + "\r\n").encode()}


def row(kind: str, cents: str, *, day: str = "2026-02-16", payer: str = PAYER) -> str:
    return f"{payer};V77;{day};{kind};F2026B;;{cents};"


def decided(action: str, **more: str) -> str:
    cells = {"date": "2026-03-02", "action": action, "subject": "all"} | more
    return ";".join(cells.get(name, "") for name in besluiten.COLUMNS)


def decisions(*rows: str) -> Files:
    lines = [DECISIONS, *rows]
    table: write.Table = [list(line.split(";")) for line in lines]
    return both(table, "besluiten")


SHORT = replace(SET_OFF, payout=20_100)
LOST = replace(SET_OFF, items=(PAID,))
NOTHING = replace(SET_OFF, items=(PAID, replace(RECLAIM, cents=-50_000)), payout=0)
REST = NettingItem(0, "carried", "V77", "", 200_000)
CARRIED = replace(SET_OFF, items=(PAID, RECLAIM, REST), payout=0)
LETTER = replace(SET_OFF, items=(RECLAIM,), payout=0)
BESIDE = NettingItem(0, "interest", "", "", 1_234), NettingItem(0, "fee", "", "", -250)
NAMED = "uzovi:9998;V77;2026-02-16;advance;;;-12000;Salderen voorschot inzake mevr. Voorbeeld"

CASES: dict[str, tuple[str, Files]] = {
    "verrekening-sluit": (
        "Een verrekening waarvan de regels optellen tot de uitbetaling, wordt gelezen.",
        set_off(SET_OFF),
    ),
    "verrekening-verschil": (
        "Een verrekening die niet optelt tot de uitbetaling, wordt geweigerd met het verschil.",
        set_off(SHORT) | {"regel-kwijt.csv": write.as_csv(write.verrekening([LOST]))},
    ),
    "verrekening-meer-documenten": (
        "Regels van meer financiers en verrekeningen geven elk hun eigen document.",
        set_off(SET_OFF, replace(SET_OFF, payer=TOWN), replace(SET_OFF, number="V78")),
    ),
    "verrekening-een-van-twee": (
        "Een verrekening die niet optelt, houdt de andere in hetzelfde bestand niet tegen.",
        set_off(SET_OFF, replace(SHORT, number="V78")),
    ),
    "verrekening-volledig": (
        "Een volledig verrekende declaratie heeft uitbetaling 0 en sluit.",
        set_off(NOTHING),
    ),
    "verrekening-rest": (
        "Wat niet verrekend kon worden, gaat als rest (carried) naar een volgende verrekening.",
        set_off(CARRIED),
    ),
    "verrekening-voorschot": (
        "Een voorschot dat wordt gesaldeerd, is een eigen soort regel.",
        set_off(replace(SET_OFF, items=(PAID, ADVANCE), payout=38_000)),
    ),
    "verrekening-rente-en-kosten": (
        "Rente en kosten tellen mee in de uitbetaling.",
        set_off(replace(SET_OFF, items=(PAID, *BESIDE), payout=50_984)),
    ),
    "verrekening-zonder-uitbetaling": (
        "Zonder regel payout geldt de som van de regels, en dat wordt gezegd.",
        set_off(replace(SET_OFF, payout=None)),
    ),
    "verrekening-terugvorderingsbrief": (
        "Een terugvorderingsbrief is een regel reclaim met uitbetaling 0.",
        set_off(LETTER)
        | {"zonder-payout.csv": write.as_csv(write.verrekening([replace(LETTER, payout=None)]))},
    ),
    "verrekening-brief-positief": (
        "Een terugvordering zonder minteken is geen brief en wordt geweigerd.",
        set_off(replace(LETTER, items=(replace(RECLAIM, cents=250_000),))),
    ),
    "verrekening-vrije-tekst": (
        "Van de vrije tekst blijft alleen het woord van de financier over.",
        typed(HEADER, row("payout", "38000"), row("declaration", "50000"), NAMED),
    ),
    "verrekening-kolommen-door-elkaar": (
        "Kolommen gaan op naam: volgorde, andere kolommen en titelregels maken niet uit.",
        typed(
            "Verrekening;februari",
            "cents;kind;date;document;payer;notitie",
            "500;declaration;2026-02-16;V77;uzovi:9998;let op",
            "500;payout;2026-02-16;V77;uzovi:9998;",
            name="op-naam.csv",
        ),
    ),
    "verrekening-onbekende-soort": (
        "Een soort regel die het formulier niet kent, wordt genoemd.",
        typed(HEADER, row("vordering", "-500"), row("payout", "-500")),
    ),
    "verrekening-euro-in-plaats-van-centen": (
        "Bedragen in onze eigen formulieren zijn hele centen.",
        typed(HEADER, row("declaration", "500,00"), row("payout", "50000"))
        | typed(HEADER, row("declaration", "12.5"), name="halve-cent.csv"),
    ),
    "verrekening-datum": (
        "Een verrekening heeft een datum, in de vorm JJJJ-MM-DD en op elke regel dezelfde.",
        typed(HEADER, row("declaration", "5", day="16-02-2026"))
        | typed(
            HEADER,
            row("declaration", "5"),
            row("payout", "5", day="2026-02-17"),
            name="twee-datums.csv",
        ),
    ),
    "verrekening-financier": (
        "De financier staat er als uzovi:NNNN of gemeente:NNNN.",
        typed(HEADER, row("declaration", "5", payer="VGZ"))
        | typed(HEADER, row("declaration", "5", payer=""), name="leeg.csv"),
    ),
    "verrekening-te-veel-cellen": (
        "Een regel met meer cellen dan kolommen kan verschoven zijn en wordt geweigerd.",
        typed(HEADER, row("declaration", "5") + ";6"),
    ),
    "verrekening-leeg": (
        "Een verrekening zonder regels wordt geweigerd.",
        set_off(),
    ),
    "formulier-tekens": (
        "Onze eigen formulieren zijn UTF-8.",
        {"windows.csv": write.as_csv(write.verrekening([SET_OFF], "René"), encoding="cp1252")},
    ),
    "formulier-komma": (
        "Onze eigen formulieren hebben een puntkomma tussen de kolommen.",
        {"komma.csv": write.as_csv(write.verrekening([SET_OFF]), delimiter=",")},
    ),
    "formulier-afgebroken": (
        "Een formulier waarvan de laatste regel is afgebroken, wordt geweigerd.",
        {
            "verrekening.csv": write.as_csv(write.verrekening([SET_OFF]))[:-20],
            "openstaand.csv": write.as_csv(write.openstaand([OPEN]))[:-20],
            "aanhalingsteken.csv": f'{HEADER}\n{row("payout", "5")}"open\n'.encode(),
        },
    ),
    "formulier-twee-tegelijk": (
        "Een kopregel van twee formulieren tegelijk is van geen van beide.",
        typed(f"{HEADER};role;law;year;invoice"),
    ),
    "werkmap-onbekend": (
        "Een Excel-bestand zonder een bekende kopregel wordt geweigerd.",
        {"anders.xlsx": write.as_workbook([["naam", "bedrag"], ["a", 5]])},
    ),
    "werkmap-blad": (
        "In een Excel-bestand telt het blad met de naam van een formulier, anders het eerste.",
        {"blad.xlsx": write.as_workbook(write.openstaand([OPEN]), "Openstaand")},
    ),
    "openstaand-gelezen": (
        "Openstaande posten bij de overgang worden gelezen, met teken.",
        opened(OPEN, YEARLY),
    ),
    "openstaand-onbekende-ontvangst": (
        "Alleen een ontvangst die nog niet is thuisgebracht, mag zonder financier.",
        opened(OPEN, HELD)
        | typed(OPEN_HEADER, "debtor;;Zvw;2025;F1;2025-12-05;5", name="zonder-financier.csv"),
    ),
    "openstaand-rol": (
        "Een rol die de inrichting niet kent, wordt genoemd.",
        opened(OPEN, replace(OPEN, role="debiteur", invoice="F2")),
    ),
    "openstaand-factuurnummer": (
        "Een openstaande of afgewezen declaratie heeft een factuurnummer.",
        opened(replace(OPEN, invoice=""))
        | typed(OPEN_HEADER, f"rejected;{PAYER};Zvw;2025;;2025-12-05;5", name="afgewezen.csv"),
    ),
    "openstaand-dubbel": (
        "Een factuur die twee keer openstaat voor dezelfde rol, wet en jaar, wordt genoemd.",
        opened(OPEN, OPEN),
    ),
    "openstaand-wet-en-jaar": (
        "De wet is Zvw, Wlz, Wmo, Jw, Fz of leeg, en het jaar heeft vier cijfers.",
        opened(replace(OPEN, law="AWBZ"), replace(OPEN, year=25, invoice="F2")),
    ),
    "openstaand-bedrag-en-datum": (
        "Een verkeerd bedrag of een verkeerde datum houdt het hele formulier tegen.",
        typed(
            OPEN_HEADER,
            f"debtor;{PAYER};Zvw;2025;F1;2025-12-05;5",
            f"debtor;{PAYER};Zvw;2025;F2;5-12-2025;5",
            f"debtor;{PAYER};Zvw;2025;F3;2025-12-05;5,00",
        ),
    ),
    "openstaand-leeg": (
        "Een formulier zonder openstaande posten opent niets.",
        opened(),
    ),
    "besluiten-gelezen": (
        "Besluiten worden gelezen; een regel zonder actie is geen besluit.",
        {"besluiten.csv": besluiten.write([DECIDED, replace(DECIDED, action="")])}
        | decisions(decided("post"), decided("")),
    ),
    "besluiten-verkeerde-regel": (
        "Een besluit met een verkeerde cel houdt de hele lijst tegen en wordt genoemd.",
        decisions(decided("match", cents="12,50"), decided("hold", date="gisteren")),
    ),
    "besluiten-zonder-onderwerp": (
        "Een besluit zegt waarover het gaat.",
        decisions(decided("match", subject="")),
    ),
    "besluiten-apostrof": (
        "De apostrof waarmee een spreadsheet een formule tegenhoudt, hoort niet bij de tekst.",
        decisions(decided("match", subject="L1", cents="'-5", seen="'=ab")),
    ),
}
