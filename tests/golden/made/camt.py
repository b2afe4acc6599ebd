"""CAMT files that keep or break a rule: folder -> (rule, files)."""

import re
from dataclasses import replace
from datetime import date

from koppeling.formats.camt_write import Booked, statement

IBAN = "NL91ABNA0417164300"
PAYER = "NL69INGB0123456789"
DAY = date(2026, 2, 16)
PAID = Booked(DAY, 34000, "Declaratie F1", PAYER, "Testverzekeraar", reference="BANK1")
RENT = Booked(date(2026, 2, 17), -12550, "Huur", "NL44RABO0123456789", "Verhuurder")
VERSIONS = ("02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13")
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"

Files = dict[str, bytes]


def made(*entries: Booked, **more: object) -> bytes:
    """A statement that begins with 1.000,00."""
    data: bytes = statement(IBAN, 100000, entries or (PAID, RENT), **more)  # type: ignore[arg-type]
    return data


def both(*entries: Booked, **more: object) -> Files:
    """The same in the two versions that Dutch banks deliver."""
    return {f"v{v}.xml": made(*entries, version=v, **more) for v in ("02", "08")}


def changed(old: str, new: str, data: bytes | None = None, count: int = 1) -> bytes:
    """A good statement with one thing changed."""
    data = made() if data is None else data
    assert old.encode() in data, old
    return data.replace(old.encode(), new.encode(), count)


def with_amount(text: str, **more: object) -> bytes:
    """One entry with an amount as written; the closing balance is for ten euro."""
    data = made(Booked(DAY, 1000), **more)
    return changed('<Ntry><Amt Ccy="EUR">10.00', f'<Ntry><Amt Ccy="EUR">{text}', data)


def balance(kind: str, euros: str, day: date = DAY, sign: str = "CRDT") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{euros}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def balanced(*balances: str, data: bytes | None = None) -> bytes:
    """A statement with balances of choice; one entry of ten euro."""
    data = made(Booked(DAY, 1000)) if data is None else data
    return re.sub(rb"<Bal>.*</Bal>", "".join(balances).encode(), data)


def enveloped(data: bytes) -> bytes:
    """A message behind a business header, as some banks and networks deliver it."""
    declared, begin, rest = data.partition(b"<Document")
    head = '<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><MsgDefIdr>'
    head += "camt.053</MsgDefIdr></AppHdr>"
    return declared + b"<BizMsgEnvlp>" + head.encode() + begin + rest + b"</BizMsgEnvlp>"


def indented(data: bytes, end: str) -> bytes:
    return data.replace(b"><", f">{end}  <".encode())


def whole(*statements: bytes) -> bytes:
    """Several statements in one file."""
    parts = [re.search(rb"<Stmt>.*</Stmt>", s, re.DOTALL) for s in statements]
    inside = b"".join(p[0] for p in parts if p)
    return re.sub(rb"<Stmt>.*</Stmt>", inside, statements[0])


def nested(levels: int) -> bytes:
    """A statement with an element of so many levels below the root."""
    deep = "<a>" * (levels - 4) + "</a>" * (levels - 4)
    return changed("</Stmt>", f"<SplmtryData>{deep}</SplmtryData></Stmt>")


def attributes(count: int) -> str:
    return " ".join(f'a{i}="1"' for i in range(count))


def root(declared: str, inside: str = "") -> bytes:
    return f'<?xml version="1.0"?>{declared}<Document xmlns="{CAMT}">{inside}</Document>'.encode()


RETURN = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
HALVES = [replace(PAID, cents=30000), replace(PAID, cents=4000, text="Declaratie F2")]
BATCH = replace(PAID, details=HALVES)
ACCOUNT = f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
STATUS = "<Sts>BOOK</Sts>"
LATIN = made(replace(PAID, name="Café Zuid")).decode()

CASES: dict[str, tuple[str, Files]] = {
    # --- the shape of the file -------------------------------------------------------------------
    "elke-versie": (
        "Een CAMT.053 wordt in elke versie van .02 tot en met .13 gelezen.",
        {f"v{v}.xml": made(version=v) for v in VERSIONS},
    ),
    "elk-voorvoegsel": (
        "De elementen mogen elk voorvoegsel dragen.",
        {
            "n.xml": made(prefix="n"),
            "ns2-v08.xml": made(prefix="ns2", version="08"),
            "lang.xml": made(prefix="Afschrift"),
        },
    ),
    "zonder-naamruimte": (
        "Een afschrift zonder naamruimte wordt herkend aan het eerste element.",
        {"v02.xml": made(prefix=None), "v08.xml": made(prefix=None, version="08")},
    ),
    "opmaak": (
        "Inspringing, regeleinden en een byte order mark veranderen niets.",
        {
            "unix.xml": indented(made(), "\n"),
            "windows.xml": indented(made(), "\r\n"),
            "bom.xml": b"\xef\xbb\xbf" + made(),
        },
    ),
    "tekenset": (
        "Een tekenset die het bestand zelf noemt, wordt gevolgd.",
        {
            "latin-1.xml": LATIN.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
            "windows-1252.xml": LATIN.replace("UTF-8", "windows-1252").encode("cp1252"),
            "ascii.xml": made().replace(b"UTF-8", b"US-ASCII"),
            "utf-8.xml": LATIN.encode(),
        },
    ),
    "tekenset-onjuist": (
        "Bytes die niet in de tekenset passen, en een onbekende tekenset, worden geweigerd.",
        {
            "latin-1-niet-genoemd.xml": LATIN.encode("latin-1"),
            "utf-7.xml": LATIN.replace("UTF-8", "UTF-7").encode("utf-7"),
        },
    ),
    "commentaar": (
        "Commentaar, CDATA en verwerkingsinstructies storen niet.",
        {
            "commentaar.xml": changed("<Ntry>", "<!-- <Ntry>geen boeking</Ntry> --><Ntry>"),
            "cdata.xml": changed("Declaratie F1", "<![CDATA[Declaratie <F1> & meer]]>"),
            "instructie.xml": changed("<Stmt>", "<?druk af?><Stmt>"),
        },
    ),
    "lang-commentaar": (
        "Commentaar voor het eerste element mag lang zijn.",
        {
            "5kb.xml": changed("<Document", f"<!-- {'lang ' * 1000} --><Document"),
            "100kb.xml": changed("<Document", f"<!-- {'lang ' * 20_000} --><Document"),
        },
    ),
    "utf-16": (
        "Een afschrift in UTF-16 wordt gelezen, als de kop niets anders zegt.",
        {
            "zegt-utf-16.xml": changed("UTF-8", "UTF-16").decode().encode("utf-16"),
            "zegt-niets.xml": changed(' encoding="UTF-8"', "").decode().encode("utf-16"),
            "zegt-utf-8.xml": made().decode().encode("utf-16"),
        },
    ),
    "envelop": (
        "Een afschrift in een envelop met een kop (AppHdr) is dat afschrift.",
        {f"v{v}.xml": enveloped(made(version=v)) for v in ("02", "08")},
    ),
    "entiteiten": (
        "De vijf entiteiten van XML en tekens op nummer worden vertaald.",
        {
            "vijf.xml": changed("Testverzekeraar", "A &amp; B &lt;C&gt; &quot;D&quot; &apos;E"),
            "nummer.xml": changed("Testverzekeraar", "Caf&#233; &#x26; Zn"),
        },
    ),
    "onbekende-elementen": (
        "Wat Koppeling niet kent, wordt overgeslagen.",
        {
            "aanvulling.xml": changed("</Stmt>", "<SplmtryData><X>1</X></SplmtryData></Stmt>"),
            "in-boeking.xml": made(replace(PAID, extra="<Extra><Amt>5</Amt></Extra>")),
        },
    ),
    "volgorde": (
        "Een rekening die na de boekingen staat, of een boeking zonder transactiecode, mag.",
        {
            "rekening-laatst.xml": changed(
                "</Stmt>", f"{ACCOUNT}</Stmt>", changed(ACCOUNT, "", made())
            ),
            "geen-code.xml": changed("<BkTxCd><Prtry><Cd>541</Cd></Prtry></BkTxCd>", ""),
        },
    ),
    # --- what is refused as XML ------------------------------------------------------------------
    "doctype": (
        "Een bestand met een DOCTYPE wordt geweigerd.",
        {
            "bom.xml": root('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>', "&b;"),
            "extern.xml": root('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///geheim">]>', "&a;"),
            "leeg.xml": root("<!DOCTYPE Document>"),
        },
    ),
    "afgekapt": (
        "Een afgekapt bestand wordt geweigerd, waar het ook ophoudt.",
        {
            "in-boeking.xml": made()[: made().index(b"<BookgDt>")],
            "na-boeking.xml": made()[: made().rindex(b"</Ntry>") + 7],
            "in-slot.xml": made()[:-5],
        },
    ),
    "geen-xml": (
        "Kapotte XML wordt geweigerd met de regel waar het misgaat.",
        {
            "verwisseld.xml": indented(changed("</Sts>", "</Std>"), "\n"),
            "onbekende-entiteit.xml": changed("Testverzekeraar", "A&nbsp;B"),
            "stuurteken.xml": changed("Testverzekeraar", "A\x01B"),
            "los-teken.xml": changed("Testverzekeraar", "A & B"),
        },
    ),
    "te-diep": (
        "Meer dan 64 niveaus diep wordt geweigerd.",
        {"64.xml": nested(64), "65.xml": nested(65)},
    ),
    "te-veel-attributen": (
        "Meer dan 256 attributen in een element wordt geweigerd.",
        {f"{n}.xml": changed("<Ntry>", f"<Ntry {attributes(n)}>") for n in (256, 257)},
    ),
    # --- which message it is ---------------------------------------------------------------------
    "camt-052": (
        "Een CAMT.052 wordt als details gelezen en nooit naast het afschrift geboekt.",
        both(message="camt.052")
        | {"lopend.xml": made(replace(PAID, status="PDNG"), RENT, message="camt.052")},
    ),
    "camt-052-sluit-niet": (
        "Een CAMT.052 hoeft niet te sluiten, want hij wordt niet geboekt.",
        {"een-cent.xml": made(message="camt.052", closing=100001)},
    ),
    "camt-054": (
        "Een CAMT.054 heeft geen saldo en wordt als details gelezen.",
        both(message="camt.054")
        | {
            "verzamelpost.xml": made(BATCH, message="camt.054"),
            "voorvoegsel.xml": made(message="camt.054", prefix="n", version="08"),
            "kaal.xml": made(message="camt.054", prefix=None),
        },
    ),
    "ander-bericht": (
        "Een ander ISO 20022-bericht wordt niet gelezen.",
        {
            "pain.001.xml": changed("camt.053.001.02", "pain.001.001.09"),
            "camt.060.xml": changed("camt.053.001.02", "camt.060.001.05"),
        },
    ),
    "zonder-afschrift": (
        "Een bestand zonder afschrift of melding erin wordt geweigerd.",
        {
            f"{name[5:]}.xml": re.sub(rb"<(Stmt|Rpt|Ntfctn)>.*</\1>", b"", made(message=name))
            for name in ("camt.052", "camt.053", "camt.054")
        }
        | {"verwisseld.xml": changed("camt.053", "camt.052")},
    ),
    # --- balances --------------------------------------------------------------------------------
    "sluit": (
        "Een afschrift waarvan begin plus mutaties het eind is, wordt gelezen.",
        {"v02.xml": statement(IBAN, 1000, [replace(PAID, reference="")])},
    ),
    "sluit-niet": (
        "Een afschrift waarvan begin plus mutaties niet het eind is, wordt geweigerd.",
        {
            "een-cent.xml": statement(IBAN, 1000, [PAID], closing=35001),
            "boeking-weg.xml": re.sub(rb"<Ntry>.*?</Ntry>", b"", made(), count=1),
            "boeking-dubbel.xml": re.sub(rb"(<Ntry>.*?</Ntry>)", rb"\1\1", made(), count=1),
            "teken-om.xml": changed(
                "<CdtDbtInd>DBIT</CdtDbtInd><Sts>", "<CdtDbtInd>CRDT</CdtDbtInd><Sts>"
            ),
            "leeg.xml": changed("1000.00", "999.00", statement(IBAN, 100000, [], day=DAY)),
        },
    ),
    "leeg-afschrift": (
        "Een afschrift zonder boekingen sluit als begin en eind gelijk zijn.",
        {"v02.xml": statement(IBAN, 100000, [], day=DAY)},
    ),
    "vorig-eindsaldo": (
        "Het vorige eindsaldo (PRCD) mag het begin zijn.",
        {f"v{v}.xml": changed("OPBD", "PRCD", made(version=v)) for v in ("02", "08")},
    ),
    "tussensaldo": (
        "Op een blad van een langer afschrift mogen tussensaldi (ITBD) begin of eind zijn.",
        {
            "eerste-blad.xml": balanced(balance("OPBD", "5.00"), balance("ITBD", "15.00")),
            "laatste-blad.xml": balanced(balance("ITBD", "5.00"), balance("CLBD", "15.00")),
            "middelste-blad.xml": balanced(balance("ITBD", "5.00"), balance("ITBD", "15.00")),
        },
    ),
    "meer-saldi": (
        "Van meer saldi van een soort telt het vroegste begin en het laatste eind.",
        {
            "dagen.xml": balanced(
                balance("CLBD", "99.00", date(2026, 2, 15)),
                balance("CLBD", "15.00"),
                balance("OPBD", "99.00"),
                balance("OPBD", "5.00", date(2026, 2, 15)),
            ),
            "beschikbaar.xml": balanced(
                balance("OPBD", "5.00"), balance("CLBD", "15.00"), balance("CLAV", "99.00")
            ),
        },
    ),
    "geen-saldo": (
        "Zonder een begin en een eind kan de sluitcontrole niet, en dat wordt gezegd.",
        {
            "geen.xml": balanced(),
            "alleen-begin.xml": balanced(balance("OPBD", "5.00")),
            "alleen-beschikbaar.xml": balanced(balance("OPAV", "5.00"), balance("CLAV", "15.00")),
        },
    ),
    "rood": (
        "Een saldo met DBIT is negatief.",
        {"begin.xml": statement(IBAN, -50000, [PAID]), "eind.xml": statement(IBAN, 0, [RENT])},
    ),
    "saldo-onleesbaar": (
        "Een saldo zonder leesbaar bedrag of zonder teken wordt geweigerd.",
        {
            "komma.xml": changed("1000.00", "1000,00"),
            "teken.xml": changed("<CdtDbtInd>CRDT</CdtDbtInd><Dt>", "<Dt>"),
        },
    ),
    # --- amounts, signs, days --------------------------------------------------------------------
    "bedrag-exact": (
        "Nullen voor en achter een bedrag zijn toegestaan.",
        {
            "drie-decimalen.xml": with_amount("10.000"),
            "vijf-decimalen.xml": with_amount("10.00000"),
            "voorloopnullen.xml": with_amount("000000000000010.00"),
            "zonder-decimalen.xml": with_amount("10"),
            "nul.xml": made(PAID, Booked(DAY, 0)),
        },
    ),
    "halve-cent": (
        "Een deel van een cent wordt geweigerd, nooit afgerond.",
        {"derde.xml": with_amount("10.005"), "vijfde.xml": with_amount("9.99999")},
    ),
    "bedrag-onleesbaar": (
        "Een bedrag dat geen bedrag is, wordt geweigerd met het nummer van de boeking.",
        {
            "komma.xml": with_amount("10,00"),
            "min.xml": with_amount("-10.00"),
            "macht.xml": with_amount("1e1"),
            "leeg.xml": with_amount(""),
            "weg.xml": changed('<Ntry><Amt Ccy="EUR">340.00</Amt>', "<Ntry>"),
        },
    ),
    "teken": (
        "Zonder CRDT of DBIT is een boeking niet te lezen.",
        {
            "weg.xml": changed(f"<CdtDbtInd>CRDT</CdtDbtInd>{STATUS}", STATUS),
            "anders.xml": changed(f"CRDT</CdtDbtInd>{STATUS}", f"CREDIT</CdtDbtInd>{STATUS}"),
        },
    ),
    "storno": (
        "Het teken is dat van CdtDbtInd, ook bij een storno of terugboeking.",
        {
            "af.xml": made(replace(PAID, cents=-34000, returned=True)),
            "bij.xml": made(replace(RENT, cents=12550, returned=True)),
            "reden.xml": changed("</RltdPties>", f"</RltdPties>{RETURN}"),
        },
    ),
    "alleen-geboekt": (
        "Alleen wat geboekt is, telt.",
        both(PAID, replace(RENT, status="PDNG"))
        | {"info.xml": made(PAID, replace(RENT, status="INFO"))},
    ),
    "status-ontbreekt": (
        "Een boeking zonder status geldt als geboekt.",
        {"v02.xml": changed(STATUS, "")},
    ),
    "datum-met-tijd": (
        "Een boekdatum mag een tijd dragen, en de rentedatum mag haar vervangen.",
        {
            "tijd.xml": changed(
                "<BookgDt><Dt>2026-02-16</Dt>", "<BookgDt><DtTm>2026-02-16T23:59:59+01:00</DtTm>"
            ),
            "rentedatum.xml": changed("<BookgDt><Dt>2026-02-16</Dt></BookgDt>", ""),
        },
    ),
    "datum-ontbreekt": (
        "Een boeking zonder bestaande datum wordt geweigerd.",
        {
            "weg.xml": re.sub(rb"<(BookgDt|ValDt)>.*?</\1>", b"", made(PAID)),
            "bestaat-niet.xml": changed("2026-02-16", "2026-02-30", made(), 9),
        },
    ),
    "andere-valuta": (
        "Alles wat geen euro is, wordt geweigerd.",
        {
            "rekening.xml": changed("<Ccy>EUR", "<Ccy>USD"),
            "saldo.xml": changed('<Amt Ccy="EUR">1000.00', '<Amt Ccy="USD">1000.00'),
            "boeking.xml": changed('<Ntry><Amt Ccy="EUR">', '<Ntry><Amt Ccy="USD">'),
            "alles.xml": made(currency="CHF"),
        },
    ),
    # --- batches ---------------------------------------------------------------------------------
    "verzamelpost": (
        "Een verzamelpost is een boeking, hoeveel details zij ook heeft.",
        both(BATCH, RENT) | {"aangekondigd.xml": made(replace(BATCH, announced=2))},
    ),
    "details-tellen-niet-op": (
        "Details die niet optellen, blijven bij elkaar in een boeking.",
        {
            "kosten.xml": made(replace(BATCH, cents=34026), version="08"),
            "een-cent.xml": made(replace(BATCH, cents=33999)),
        },
    ),
    "verzamelpost-zonder-details": (
        "Een verzamelpost waarvan details ontbreken, telt voor haar hele bedrag.",
        {
            "geen.xml": made(Booked(DAY, -50000, announced=20)),
            "een-van-vier.xml": made(replace(PAID, details=[PAID], announced=4)),
        },
    ),
    "leeg-detail": (
        "Een leeg detail mag; wat gezegd wordt, staat dan bij de boeking.",
        {
            "leeg.xml": re.sub(
                rb"<TxDtls>.*</TxDtls></NtryDtls>",
                b"<TxDtls/></NtryDtls><AddtlNtryInf>Declaratie F1</AddtlNtryInf>",
                made(PAID),
            ),
            "geen.xml": re.sub(rb"<NtryDtls>.*</NtryDtls>", b"", made(PAID)),
        },
    ),
    # --- statements ------------------------------------------------------------------------------
    "meer-afschriften": (
        "Elk afschrift in een bestand wordt apart beoordeeld.",
        {
            "twee.xml": whole(made(PAID), made(RENT)),
            "een-sluit-niet.xml": whole(made(PAID), made(RENT, closing=1)),
        },
    ),
    "rekeningnummer": (
        "Een rekening mag met spaties, kleine letters of een eigen nummer zijn geschreven.",
        {
            "spaties.xml": changed(IBAN, "nl91 abna 0417 1643 00"),
            "eigen.xml": changed(f"<IBAN>{IBAN}</IBAN>", "<Othr><Id>417164300</Id></Othr>"),
        },
    ),
    "geen-rekening": (
        "Een CAMT zonder rekeningnummer wordt geweigerd.",
        {"leeg.xml": changed(f"<IBAN>{IBAN}</IBAN>", ""), "weg.xml": changed(ACCOUNT, "")},
    ),
    "nieuwe-download": (
        "Een nieuwe download van dezelfde dagen zegt hetzelfde onder een ander nummer.",
        {"eerste.xml": made(number="1"), "tweede.xml": made(number="2026045")},
    ),
    "gelijke-boekingen": (
        "Boekingen die in alles gelijk zijn, tellen alle.",
        {
            "zelfde-verwijzing.xml": made(PAID, PAID),
            "zonder-verwijzing.xml": made(RENT, RENT, RENT),
        },
    ),
}
