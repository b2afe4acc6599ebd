"""MT940 (bank reference: the dialects of Dutch banks, and pitfalls seen in their files).

1. Opening + entries = closing, else the statement is refused with its figures; a statement without
   both balances is cut off and refused too.
2. Every line that begins with `:61:` is an entry.
3. Amounts are exact cents; the sign is the mark's, and `R` takes the opposite back.
4. A line has the same id in every download; no two lines of a statement share one.
5. What was written is read back, in the manner of every bank.
6. Nothing that is said gets lost: party, text or reference.
"""

import io
import random
import re
from dataclasses import replace
from datetime import date

import mt940 as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats import mt940, mt940_fields
from koppeling.formats.mt940_dialects import DIALECTS, Dialect
from koppeling.formats.mt940_entry import Entries
from koppeling.formats.mt940_usual import usual_of
from koppeling.formats.mt940_write import FOLD, STYLES, Mutation, statement
from koppeling.formats.reading import FORMATS, describe_file
from koppeling.formats.source import Source
from koppeling.model.documents import BankLine, Document, Statement, content_digest
from tests import sizes
from tests.formats.damage import accepted, codes, cut, hold_damaged, one, read
from tests.golden.made.mt940 import ACCOUNTS

PAYER = "NL69INGB0123456789"
OTHER = "NL44RABO0123456789"
DAY = date(2026, 2, 16)
PAID = Mutation(DAY, 34_000, "Declaratie F1", PAYER, "Testverzekeraar", end_to_end="E1")
RENT = Mutation(date(2026, 2, 17), -12_550, "Huur", OTHER, "Verhuurder")
LONG = "Declaratie F2026001, F2026002/3 en F2026004 over januari 2026, zie retourbericht R77"


def made(style: str, *entries: Mutation, **more: object) -> bytes:
    return statement(style, ACCOUNTS[style], 100_000, entries, **more)  # type: ignore[arg-type]


def the(document: Document) -> Statement:
    assert isinstance(document, Statement)
    return document


def lines(style: str, *entries: Mutation) -> tuple[BankLine, ...]:
    found = the(one(made(style, *entries)))
    assert found.header.problems == ()
    return found.lines


def raw(*body: str, account: str = "NL91ABNA0417164300", opening: str = "C260215EUR10,00") -> bytes:
    """A statement in the bare words of a bank."""
    head = [f":20:X\n:25:{account}\n:28C:1/1\n:60F:{opening}"]
    return "\n".join([*head, *body, "-", ""]).encode()


def only(*body: str, **more: str) -> BankLine:
    """The only entry of a statement; its balance does not matter here."""
    found = the(one(raw(*body, ":62F:C260216EUR10,00", **more)))
    assert found.entries == 1
    (line,) = found.lines
    return line


# --- every bank --------------------------------------------------------------------------------


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_statement_of_every_bank_says_what_happened_on_the_account(style: str) -> None:
    found = the(one(made(style, PAID, RENT, number="7/1")))
    assert found.header.problems == ()
    assert (found.header.standard, found.header.version) == ("MT940", "")
    assert (found.iban, found.currency, found.number) == (ACCOUNTS[style], "EUR", "7")
    assert (found.begin, found.end) == (DAY, date(2026, 2, 17))
    assert (found.opening, found.net, found.closing) == (100_000, 21_450, 121_450)
    assert (found.entries, found.balanced) == (2, True)
    assert [(x.record, x.detail, x.date, x.cents) for x in found.lines] == [
        (1, 0, DAY, 34_000),
        (2, 0, date(2026, 2, 17), -12_550),
    ]


@pytest.mark.parametrize("style", sorted(set(STYLES) - {"ing-old", "rabobank-old"}))
def test_a_bank_says_who_and_why(style: str) -> None:
    first, second = lines(style, replace(PAID, text=LONG), RENT)
    assert (first.counter_iban, first.counter_name.lower()) == (PAYER, "testverzekeraar")
    assert (second.counter_iban, second.counter_name.lower()) == (OTHER, "verhuurder")
    assert first.texts == (LONG,), "a number that the fold cut in two is whole again"
    assert second.texts == ("Huur",)


def test_old_formats_say_who_as_text_or_as_an_old_number() -> None:
    assert lines("ing-old", PAID)[0].texts == (f"{PAYER} Testverzekeraar Declaratie F1",)
    line = lines("rabobank-old", PAID)[0]
    assert (line.counter_iban, line.counter_name) == ("0123456789", "Testverzekeraar")
    assert line.texts == ("Declaratie F1",)


@pytest.mark.parametrize("style", ["abn", "ing", "knab", "bng", "rabobank", "ing-old"])
def test_a_batch_that_was_announced_is_marked(style: str) -> None:
    line, single = lines(style, Mutation(DAY, -50_000, announced=162), RENT)
    assert (line.batch, line.cents, single.batch) == (True, -50_000, False)
    assert not lines(style, Mutation(DAY, -50_000, announced=1))[0].batch


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_reversal_is_a_return_and_turns_the_sign(style: str) -> None:
    back = [Mutation(DAY, -500, "x", returned=True), Mutation(DAY, 700, "y", returned=True)]
    data = made(style, *back)
    assert {b"RC", b"RD"} <= set(re.findall(rb"R[CD]", data))
    assert [(x.cents, x.returned) for x in lines(style, *back)] == [(-500, True), (700, True)]


def test_exactly_one_format_claims_a_statement_of_any_bank() -> None:
    for style in STYLES:
        for data in (made(style, PAID), made(style)):
            claiming = [f.name for f in FORMATS if f.claims(data[:4096])]
            assert claiming == ["MT940"], style
            assert [f.name for f in FORMATS if f.claims(b"\xef\xbb\xbf" + data)] == ["MT940"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>\n:20:x\n:25:y\n:60F:C260101EUR1,\n</a>",
        b"datum;bedrag\n2026-01-01;1,00\n",
        b":20:X\n:25:1\n:28C:1\n:34F:EUR0,\n:61:2601010101C1,NTRFX\n",
        b"x" * 2000 + b"\n:20:X\n:25:1\n:60F:C260101EUR1,\n",
    ],
)
def test_what_is_no_statement_is_not_claimed(data: bytes) -> None:
    assert not mt940.claims(data)


# --- pitfalls: accounts and balances -----------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "front", "iban"),
    [
        ("417164300", "ABNANL2A\n940\nABNANL2A", "NL91ABNA0417164300"),
        ("0001234567", "0000 01INGBNL2AXXXX00001", "NL20INGB0001234567"),
        ("1234567", "{1:F01INGBNL2ABXXX0000000000}{4:", "NL20INGB0001234567"),
        ("1234.56.789EUR", ":940:\n:20:940S260216", "NL44RABO0123456789"),
        ("0901234567", "{1:F01SNSBNL2AXXXX0000000000}{4:", "NL68SNSB0901234567"),
        ("901234567", "{1:F01RBRBNL21XXXX0000000000}{4:", "NL88RBRB0901234567"),
        ("TRIODOSBANK/0390123456", "", "NL49TRIO0390123456"),
        ("NL44RABO0123456789 EUR", "", "NL44RABO0123456789"),
        ("NL69INGB0123456789EUR", "", "NL69INGB0123456789"),
        ("BE68539007547034", "", "BE68539007547034"),
        ("DE89370400440532013000EUR", "", "DE89370400440532013000"),
        ("123456789", "", "123456789"),
        ("12345678901", "ABNANL2A", "12345678901"),
    ],
)
def test_an_old_account_number_becomes_an_iban_where_the_bank_is_known(
    account: str, front: str, iban: str
) -> None:
    data = f"{front}\n".encode() + raw(":62F:C260216EUR10,00", account=account)
    assert the(one(data)).iban == iban


def test_a_statement_without_an_account_is_refused() -> None:
    found = the(one(raw(":62F:C260216EUR10,00", account="geen")))
    assert codes(found) == ["missing_element"]


def test_a_statement_that_does_not_close_is_refused_with_its_figures() -> None:
    found = the(one(made("ing", PAID, RENT, closing=121_451)))
    (problem,) = found.header.problems
    assert problem.code == "unbalanced"
    assert dict(problem.figures) == {"opening": "100000", "net": "21450", "closing": "121451"}
    assert (found.net, found.balanced) == (21_450, False)


def test_a_statement_without_its_closing_balance_is_cut_off() -> None:
    found = the(one(raw(":61:260216C5,00N654NONREF")))
    assert codes(found) == ["missing_element"]
    assert (found.balanced, found.net, found.opening) == (None, 500, None)


def test_a_debit_balance_is_negative() -> None:
    data = raw(":61:260216C30,00N654NONREF", ":62F:C260216EUR20,00", opening="D260215EUR10,00")
    assert (the(one(data)).opening, codes(one(data))) == (-1_000, [])


def test_another_currency_is_refused_and_counted() -> None:
    found = the(one(made("ing", PAID, currency="USD")))
    assert codes(found) == ["currency"]
    assert (found.currency, found.net) == ("USD", 34_000)
    assert codes(one(made("ing", PAID).replace(b"789EUR", b"789USD"))) == ["currency"]


@pytest.mark.parametrize("value", ["C260215EUR", "X260215EUR10,00", "C260299EUR10,00", "C26"])
def test_a_balance_that_is_none_is_refused(value: str) -> None:
    data = raw(":62F:C260216EUR10,00").replace(b"C260216EUR10,00", value.encode())
    assert codes(one(data)) == ["bad_value"]


def test_a_number_of_only_zeros_is_no_number() -> None:
    for number, expected in [("0", ""), ("00000/00", ""), ("0000\n0", ""), ("00013/1", "13")]:
        data = raw(":62F:C260216EUR10,00").replace(b":28C:1/1", f":28C:{number}".encode())
        assert the(one(data)).number == expected


def test_files_without_reference_20_hold_their_statements() -> None:
    data = made("abn", PAID) + made("abn", RENT, number="2/1")
    bare = re.sub(rb":20:[^\r]*\r\n", b"", data)
    assert [the(d).number for d in read(bare)] == ["1", "2"]
    assert [codes(d) for d in read(bare)] == [[], []]


def test_several_statements_and_accounts_in_one_file() -> None:
    data = made("ing", PAID) + made("knab", RENT, PAID) + made("ing")
    found = [the(d) for d in read(data)]
    assert [d.iban for d in found] == [ACCOUNTS["ing"], ACCOUNTS["knab"], ACCOUNTS["ing"]]
    assert [d.header.part for d in found] == [0, 1, 2]
    # hash and record alone lead back to an entry, so entries are counted through the file
    assert [x.record for d in found for x in d.lines] == [1, 2, 3]
    assert [x.counter_iban for d in found for x in d.lines] == [PAYER, OTHER, PAYER]


def test_pages_of_a_statement_join_up() -> None:
    first = made("abn", PAID, PAID, kinds="FM", number="7/1")
    middle = statement("abn", ACCOUNTS["abn"], 168_000, [RENT], kinds="MM", number="7/2")
    last = statement("abn", ACCOUNTS["abn"], 155_450, [PAID], kinds="MF", number="7/3")
    (found,) = map(the, read(first + middle + last))
    assert (found.opening, found.closing, found.entries) == (100_000, 189_450, 4)
    assert codes(found) == []
    assert len({x.id for x in found.lines}) == 4, "equals are counted through all pages"


def test_a_page_alone_stands_on_its_own_balance() -> None:
    page = made("abn", PAID, kinds="MM", number="7/2")
    assert codes(one(page)) == []
    other = made("abn", RENT, kinds="MF", number="8/1")
    assert [the(d).number for d in read(page + other)] == ["7", "8"]
    gap = statement("abn", ACCOUNTS["abn"], 1, [RENT], kinds="MF", number="7/3")
    assert [the(d).entries for d in read(page + gap)] == [1, 1]


def test_a_page_that_does_not_close_is_refused() -> None:
    pages = made("abn", PAID, kinds="FM", closing=5)
    assert codes(one(pages)) == ["unbalanced"]


# --- pitfalls: the entry ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("9,", 900),
        ("9", 900),
        ("11,8", 1_180),
        ("000000001640,76", 164_076),
        ("300.00", 30_000),
        ("8,850", 885),
        ("0,01", 1),
    ],
)
def test_amounts_are_exact(amount: str, cents: int) -> None:
    assert only(f":61:260216D{amount}NTRFNONREF").cents == -cents


@pytest.mark.parametrize("amount", ["8,855", "1.000", "1.000,00", "-5,00", "", ",50", "1e3,00"])
def test_an_amount_that_is_none_is_refused_by_record(amount: str) -> None:
    entries = (":61:260216C1,00NTRFNONREF", f":61:260216C{amount}NTRFNONREF")
    found = the(one(raw(*entries, ":62F:C260216EUR11,00")))
    assert [(p.code, p.where.record, p.where.field) for p in found.header.problems] == [
        ("bad_value", 2, ":61:")
    ]
    assert (found.entries, found.net, len(found.lines)) == (2, 100, 1)


@pytest.mark.parametrize(
    ("mark", "cents", "returned"),
    [
        ("C", 100, False),
        ("D", -100, False),
        ("d", -100, False),
        ("c", 100, False),
        ("RC", -100, True),
        ("RD", 100, True),
        ("rc", -100, True),
        ("CR", 100, False),
        ("DR", -100, False),
        ("RDR", 100, True),
    ],
)
def test_the_mark_is_the_sign(mark: str, cents: int, returned: bool) -> None:
    """`CR` is a credit with the third letter of EUR, `RC` the reversal of a credit."""
    line = only(f":61:2602160216{mark}1,00NTRFNONREF")
    assert (line.cents, line.returned) == (cents, returned)


@pytest.mark.parametrize("mark", ["", "X", "EC", "CDX", "R"])
def test_a_mark_that_is_none_is_refused(mark: str) -> None:
    assert "bad_value" in codes(one(raw(f":61:260216{mark}1,00NTRFX", ":62F:C260216EUR10,00")))


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("2602160217", date(2026, 2, 17)),
        ("260216", date(2026, 2, 16)),
        ("260216    ", date(2026, 2, 16)),
        ("2512310102", date(2026, 1, 2)),
        ("2601011231", date(2025, 12, 31)),
        ("2402280229", date(2024, 2, 29)),
        ("2602300301", date(2026, 3, 1)),
        ("991231", date(1999, 12, 31)),
    ],
)
def test_the_booking_date_is_the_entry_date_around_new_year_too(dates: str, day: date) -> None:
    assert only(f":61:{dates}C1,00NTRFNONREF").date == day


@pytest.mark.parametrize("dates", ["260230", "2602161332", "26021"])
def test_a_date_that_is_none_is_refused(dates: str) -> None:
    assert "bad_value" in codes(one(raw(f":61:{dates}C1,00NTRFX", ":62F:C260216EUR10,00")))


@pytest.mark.parametrize(
    "kind", ["NOV EV12", "NOV", "NOVNONREF", "NTRFNONREF", "N000NONREF", "S103X"]
)
def test_a_kind_of_three_letters_eats_no_digit(kind: str) -> None:
    assert only(f":61:120810C1,41{kind}").cents == 141


def test_a_line_that_was_broken_inside_the_amount_is_whole_again() -> None:
    whole = only(":61:2602160216C1,56NTRFEREF//1", ":86:/EREF/A//REMI/USTD//t/")
    for at in range(4, 23):
        text = ":61:2602160216C1,56NTRFEREF//1"
        assert only(text[:at] + "\n" + text[at:], ":86:/EREF/A//REMI/USTD//t/").cents == whole.cents
    data = raw(":61:260216C1,56NTRFX", ":62F:C260216EUR11\n,56")
    assert codes(one(data)) == []


def test_the_bank_s_reference_stands_behind_two_slashes() -> None:
    line = only(":61:2602160216C1,00NTRF29-07-2014 10:05//B4G29PG", ":86:x")
    assert line.references == ("29-07-2014 10:05", "B4G29PG")


def test_a_reference_of_18_characters_is_the_account() -> None:
    line = only(
        *(f":61:2602160216D1,00NIOB{PAYER}\nhr a b test", f":86:{PAYER} hr a b test"),
        *(" " * FOLD, "Betaling 1".ljust(FOLD), " " * FOLD),
        account="NL16ASNB0901234567",
    )
    assert (line.counter_iban, line.counter_name) == (PAYER, "hr a b test")
    assert (line.texts, line.references) == (("Betaling 1",), ())


def test_a_card_payment_of_the_volksbank_has_text_only() -> None:
    line = only(
        ":61:2602160216D1,00NBEANONREF", ":86:winkel>plaats\n1-1-2026", account="NL68SNSB0901234567"
    )
    assert (line.counter_iban, line.texts) == ("", ("winkel>plaats1-1-2026",))


def test_every_line_that_begins_with_61_is_an_entry() -> None:
    data = raw(":61:onzin", ":86::61:in de tekst", ":61:", ":62F:C260216EUR10,00")
    found = the(one(data))
    assert (found.entries, codes(found)) == (2, ["bad_value", "bad_value"])


def test_an_entry_without_text() -> None:
    line = only(":61:260216C1,00NTRFNONREF")
    assert (line.texts, line.references, line.counter_iban) == ((), (), "")


# --- pitfalls: what is said ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "/IBS.00008908/ 1001680-P796142",
        "NR.201303-111/11.3.2013",
        "a/b/c/",
        "/REM/x",
        "N/A/NAM/E",
    ],
)
def test_a_slash_in_a_value_is_no_code_word(text: str) -> None:
    entry = f":61:260216C1,00N127NONREF\n{PAYER}"
    details = f":86:/EREF/E/1/BENM//NAME/A/B bv/REMI/{text}/ISDT/2026-02-16"
    line = only(entry, details, account=OTHER)
    assert (line.counter_name, line.texts) == ("A/B bv", (text,))
    assert line.references == ("E/1",)


def test_a_second_name_is_kept_as_text() -> None:
    line = only(":61:260216C1,00N654NONREF", ":86:/NAME/CAK/REMI/x/ULTD//NAME/Zorgkantoor")
    assert (line.counter_name, line.texts) == ("CAK", ("x", "Zorgkantoor"))


def test_a_code_word_that_we_do_not_know_the_use_of_is_text() -> None:
    line = only(":61:260216C1,00N654NONREF", ":86:/REMI/x/PURP/SALA/OCMT/USD1,00")
    assert line.texts == ("x", "SALA", "USD1,00")


def test_a_return_is_marked_by_its_code_word() -> None:
    line = only(":61:260216D1,00N654NONREF", ":86:/RTYP/SEPA Incasso/RTRN/MS03/IBAN/x/REMI/y")
    assert line.returned


def test_ing_structured_remittance_is_text_without_its_kind() -> None:
    iban = {"account": "NL69INGB0123456789"}
    for details in ("/REMI/STRD/CUR/9001123412341234/", "/REMI/USTD//9001123412341234/"):
        line = only(":61:260216C1,00NTRFNONREF//1", f":86:{details}", **iban)
        assert line.texts == ("9001123412341234",)


def test_a_text_behind_the_closing_balance_belongs_to_no_entry() -> None:
    data = made("ing", PAID).replace(b"-}", b":65:C260218EUR1,00\r\n:86:D000001C000002\r\n-}")
    found = the(one(data))
    assert codes(found) == []
    assert found.lines[0].texts == ("Declaratie F1",)


def test_a_lone_dash_inside_an_entry_ends_nothing() -> None:
    data = raw(
        *(":61:260216C1,00N654NONREF", ":86:/REMI/dec\n-\nl 1"),
        *(":61:260217C1,00N654NONREF", ":62F:C260216EUR12,00"),
    )
    found = the(one(data))
    assert (codes(found), found.lines[0].texts) == ([], ("dec-l 1",))


def test_a_line_of_text_that_begins_with_a_colon_is_text() -> None:
    assert only(":61:260216C1,00N654NONREF", ":86:om\n:12:30 uur").texts == ("om:12:30 uur",)


def test_several_texts_of_one_entry_are_one() -> None:
    line = only(":61:260216C1,00N044NONREF", ":86:Terugboeking   ", ":86:20095731")
    assert line.texts == ("Terugboeking 20095731",)


def test_an_old_knab_text_names_the_counterparty_behind_labels() -> None:
    text = f":86:FACTUUR 202600110, 202600113\nREK: {PAYER}/NAAM: VOORBEELD"
    line = only(":61:260216C1,00NTRFNONREF", text, account="NL07KNAB0255123456")
    assert (line.counter_iban, line.counter_name) == (PAYER, "VOORBEELD")
    assert line.texts == ("FACTUUR 202600110, 202600113",)


def test_an_abn_text_names_the_counterparty_behind_labels() -> None:
    text = f":86:SEPA IDEAL      IBAN: {PAYER}   BIC: INGBNL2A   NAAM: X   OMSCHRIJVING: f 1"
    line = only(":61:260216C1,00N658NONREF", text)
    assert (line.counter_iban, line.counter_name, line.texts) == (PAYER, "X", ("SEPA IDEAL", "f 1"))


def test_triodos_text_is_cut_in_pieces_of_27() -> None:
    text = ":86:000>100555123456\n>20ALGEMENE TUSSENREKENING KOS>21TEN 2010>310390123456"
    line = only(":61:260216D1,00NET NONREF", text, account="TRIODOSBANK/0390123456")
    assert line.counter_iban == "0555123456"
    assert line.texts == ("ALGEMENE TUSSENREKENING KOSTEN 2010",)


def test_of_an_unknown_bank_everything_is_text() -> None:
    text = f"/IBAN/{PAYER}/NAME/X/REMI/y"
    line = only(":61:260216C1,00NTRFNONREF", f":86:{text}", account="NL77BUNQ0123456789")
    assert (line.counter_iban, line.counter_name, line.texts) == ("", "", (text,))


USUAL = {"ABN AMRO": "abn", "ING": "ing", "Rabobank": "rabobank"}


def drawn(dice: random.Random) -> Mutation:
    """An entry that the usual shape just fits, or just not."""
    return Mutation(
        DAY,
        dice.choice([1, -1]) * dice.randrange(10_000),
        "".join(dice.choice("abc 12 /:REMI") for _ in range(dice.randint(0, 30))).strip(),
        dice.choice([PAYER, PAYER, "BE68539007547034", ""]),
        dice.choice(["", "A  b", "Testverzekeraar"]),
        reference=dice.choice(["", "1234", "AB12"]),
        end_to_end=dice.choice(["", "E1", "NOTPROVIDED", "e 1", "1234"]),
        returned=not dice.randrange(10),
    )


@pytest.mark.parametrize("dialect", [d for d in DIALECTS if d.usual], ids=lambda d: d.name)
def test_the_usual_shape_says_what_the_words_say(dialect: Dialect) -> None:
    dice = sizes.generator("usual")
    match, _ = usual_of(dialect)
    usual = 0
    for _ in range(sizes.of(300, 5_000)):
        data = made(USUAL[dialect.name], drawn(dice)).decode().replace("\r", "")
        entry = data.partition("\n:61:")[2].partition("\n:62F:")[0]
        value, _, details = entry.partition("\n:86:")
        if not dice.randrange(3):
            at = dice.randrange(len(value))
            value = value[:at] + dice.choice("\n/A0NRD,") + value[at + dice.randrange(2) :]
        ways = [Entries("0" * 64, PAYER, d) for d in (dialect, dialect._replace(usual=""))]
        for way in ways:
            way.add(1, value, details)
        one_way, other = ((way.lines, way.problems, way.net) for way in ways)
        assert one_way == other, entry
        folded = details.replace("\n", "")
        usual += match(f"{value}\n:86:{folded}") is not None
    assert usual, "both ways were tried"


# --- line ends, code pages, limits ----------------------------------------------------------------


@pytest.mark.parametrize("style", sorted(STYLES))
def test_line_ends_and_blank_lines_say_nothing(style: str) -> None:
    data = made(style, PAID, RENT)
    whole = content_digest(one(data))
    for end in (b"\n", b"\r"):
        assert content_digest(one(data.replace(b"\r\n", end))) == whole
    assert content_digest(one(b"\r\n\r\n" + data + b"\r\n\x1a")) == whole
    assert content_digest(one(b"\xef\xbb\xbf" + data)) == whole
    assert content_digest(one(data.replace(b"\r\n:61:", b"\r\n\r\n:61:"))) == whole


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_any_code_page_is_read(charset: str) -> None:
    name = "Coöperatie Zórg"
    data = made("knab", replace(PAID, name=name)).decode().encode(charset)
    assert the(one(data)).lines[0].counter_name == name


def test_bytes_that_are_no_text_are_read_as_latin_1() -> None:
    data = made("knab", PAID).replace(b"Declaratie", b"\xff\xfe\x80 \xe2\x82")
    assert codes(one(data)) == []
    assert codes(one(made("knab", PAID) + b"\xe2")) == []


def test_a_field_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "x" * (mt940_fields.LONGEST + 1)
    for data in (made("ing", replace(PAID, text=long)), made("ing", PAID) + long.encode()):
        assert [codes(d) for d in read(data)][-1] == ["too_large"]
    monkeypatch.setattr(mt940_fields, "LARGEST", 100)
    assert codes(one(made("ing", PAID))) == ["too_large"]


def test_a_statement_is_given_before_the_next_is_read() -> None:
    data = made("ing", PAID) * 1_000

    taken = [0]

    class Watched(io.BytesIO):
        """A file that tells how far it was read."""

        def read(self, size: int | None = -1) -> bytes:
            taken[0] += size or 0
            return super().read(size)

    def watched() -> Watched:
        taken[0] = 0
        return Watched(data)

    source = Source("0" * 64, watched, b"")
    found = mt940.read(source)
    assert the(next(found)).entries == 1
    assert taken[0] <= mt940_fields.CHUNK < len(data) // 2
    assert sum(1 for _ in found) == 999


# --- identity -------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_line_has_the_same_id_in_overlapping_downloads(style: str) -> None:
    early = Mutation(date(2026, 2, 2), 500, "eerder", OTHER, "X")
    first = lines(style, PAID, RENT, RENT)
    later = lines(style, early, PAID, RENT, RENT, replace(PAID, cents=1))
    assert {x.id for x in first} < {x.id for x in later}
    assert len({x.id for x in later}) == 5


def test_a_line_without_a_bank_reference_is_known_by_its_folded_text() -> None:
    def said(text: str, reference: str = "") -> str:
        return lines("ing", replace(PAID, text=text, reference=reference))[0].id

    assert said("Declaratie F-1") == said("declaratie  f1")
    assert said("Declaratie F-1") != said("Declaratie F-2")
    assert said("a", "B1") == said("b", "B1")
    assert said("a", "B1") != said("a", "B2")


# --- damage, privacy, properties ------------------------------------------------------------------


@pytest.mark.parametrize("style", sorted(STYLES))
def test_cut_off_anywhere_nothing_else_is_read(style: str) -> None:
    """A file has no end mark: what is read of a shorter one is a statement that was whole."""
    data = made(style, PAID, RENT)
    whole = accepted(read(data))
    for short in cut(data):
        assert accepted(read(short)) in ([], whole)
    twice = data + made(style, RENT, number="2/1")
    both = accepted(read(twice))
    for short in cut(twice):
        assert accepted(read(short)) in ([], both[:1], both)


@pytest.mark.parametrize("style", ["abn", "rabobank", "triodos"])
def test_a_flipped_bit_changes_no_money(style: str) -> None:
    """Text, names and dates have no check in this format; money, sign and number of entries do."""
    data = made(style, PAID, RENT)
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            for document in read(bytes(changed)):
                if not document.header.refused:
                    found = the(document)
                    assert (found.opening, found.closing) == (100_000, 121_450)
                    assert [x.cents for x in found.lines] == [34_000, -12_550]


def test_damaged_files_give_findings_never_a_crash() -> None:
    dice = sizes.generator("mt940")
    for style in STYLES:
        data = made(style, PAID, RENT, replace(PAID, announced=3))
        hold_damaged(data, dice, sizes.of(100, 5_000))


@pytest.mark.parametrize("style", sorted(STYLES))
def test_describing_shows_figures_and_masks_people(style: str) -> None:
    data = made(style, PAID, RENT)
    told = "\n".join(describe_file(Source.of(data, key=b"")))
    assert re.search(r"Mutatie: valuta 260216.* C 0*340[,.]", told)
    for personal in ("Testverzekeraar", "testverzekeraar", "Verhuurder", "Declaratie F1", "E1 "):
        assert personal not in told
    if style != "ing":
        assert PAYER not in told


TEXT = st.text("abcABC 0189-.&é", max_size=90).map(lambda t: " ".join(t.split()))
ENTRY = st.builds(
    Mutation,
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    cents=st.integers(-(10**11), 10**11).filter(bool),
    text=TEXT.filter(bool),
    iban=st.sampled_from([PAYER, OTHER]),
    name=TEXT.map(lambda t: t[:30].strip()).filter(bool),
    reference=st.sampled_from(["", "A1", "A2"]),
    returned=st.booleans(),
)


@given(
    entries=st.lists(ENTRY, max_size=8),
    opening=st.integers(-(10**11), 10**11),
    style=st.sampled_from(sorted(set(STYLES) - {"ing-old", "rabobank-old"})),
)
def test_what_was_written_is_read(entries: list[Mutation], opening: int, style: str) -> None:
    found = the(one(statement(style, ACCOUNTS[style], opening, entries)))
    assert found.header.problems == ()
    assert (found.opening, found.balanced, found.entries) == (opening, True, len(entries))
    assert [(x.date, x.cents, x.counter_iban, x.returned) for x in found.lines] == [
        (e.day, e.cents, e.iban, e.returned) for e in entries
    ]
    assert [x.counter_name.lower() for x in found.lines] == [e.name.lower() for e in entries]
    for line, entry in zip(found.lines, entries, strict=True):
        said = "".join(line.texts).replace(" ", "")
        assert entry.text.replace(" ", "") in said
    assert len({x.id for x in found.lines}) == len(found.lines)


# --- a second opinion -----------------------------------------------------------------------------

RIGHT = sorted(set(STYLES) - {"sns", "asn", "regiobank", "rabobank-old"})
"""Where the library `mt-940` is right: it cannot read references of 18 characters or dots."""


@given(entries=st.lists(ENTRY, min_size=1, max_size=8), style=st.sampled_from(RIGHT))
def test_another_reader_finds_the_same_money_and_dates(entries: list[Mutation], style: str) -> None:
    data = statement(style, ACCOUNTS[style], 100_000, entries)
    found = the(one(data))
    theirs = peer.parse(data.decode(), options=peer.Options.all())
    assert [(x.cents, x.date) for x in found.lines] == [
        (
            int(t.data["amount"].amount.scaleb(2)),
            t.data["entry_date" if "entry_date" in t.data else "date"],
        )
        for t in theirs.transactions
    ]
    for ours, name in (
        (found.opening, "final_opening_balance"),
        (found.closing, "final_closing_balance"),
    ):
        assert ours == int(theirs.data[name].amount.amount.scaleb(2))
