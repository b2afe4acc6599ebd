"""CAMT.053, and CAMT.052 and .054 as its details: pitfalls seen in files of real banks.

1. Opening + booked entries = closing, else the statement is refused with its figures.
2. The entry is the unit; details split it only when they add up to the cent.
3. Sign is CdtDbtInd's; amounts are exact cents of the euro.
4. A line has the same id in every download; no two lines of a statement share one.
5. What was written is read back, whatever the version or prefix.
"""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats.camt_write import Booked, statement
from koppeling.model.documents import BankLine, Statement, content_digest
from tests import sizes
from tests.formats.damage import accepted, codes, cut, everything_said, hold_damaged, one, read

OWN = "NL91ABNA0417164300"
PAYER = "NL69INGB0123456789"
OTHER = "NL44RABO0123456789"
DAY = date(2026, 2, 16)
PAID = Booked(DAY, 34_000, "Declaratie F1", PAYER, "Testverzekeraar", reference="BANK1")
RENT = Booked(date(2026, 2, 17), -12_550, "Huur", OTHER, "Verhuurder")


def made(*entries: Booked, version: str = "02", **more: object) -> bytes:
    data: bytes = statement(OWN, 100_000, entries, version=version, **more)  # type: ignore[arg-type]
    return data


def the_statement(data: bytes) -> Statement:
    document = one(data)
    assert isinstance(document, Statement)
    return document


def lines(*entries: Booked, version: str = "02") -> tuple[BankLine, ...]:
    found = the_statement(made(*entries, version=version))
    assert not found.header.refused, found.header.problems
    return found.lines


def raw(entries: str, balances: str = "", more: str = "", count: int = 1) -> bytes:
    """A statement in the bare words of a bank, without a namespace."""
    body = f"<Stmt><Acct><Id><IBAN>{OWN}</IBAN></Id></Acct>{more}{balances}{entries}</Stmt>"
    return f"<Document><BkToCstmrStmt>{body * count}</BkToCstmrStmt></Document>".encode()


def balance(kind: str, euros: str, day: str = "2026-02-16", sign: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{euros}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(euros: str = "10.00", inside: str = "", sign: str = "CRDT", sts: str = "BOOK") -> str:
    return (
        f"<Ntry><Amt Ccy='EUR'>{euros}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>{sts}</Sts>"
        f"<BookgDt><Dt>2026-02-16</Dt></BookgDt>{inside}</Ntry>"
    )


def details(*inside: str, before: str = "") -> str:
    return "<NtryDtls>" + before + "".join(f"<TxDtls>{i}</TxDtls>" for i in inside) + "</NtryDtls>"


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_statement_says_what_happened_on_the_account(version: str) -> None:
    found = the_statement(made(PAID, RENT, version=version, number="7"))
    assert found.header.problems == ()
    assert (found.header.standard, found.header.version) == ("CAMT.053", f"001.{version}")
    assert (found.iban, found.currency, found.number) == (OWN, "EUR", "7")
    assert (found.begin, found.end) == (DAY, date(2026, 2, 17))
    assert (found.opening, found.net, found.closing) == (100_000, 21_450, 121_450)
    assert (found.entries, found.balanced) == (2, True)
    first, second = found.lines
    assert (first.record, first.detail, first.date, first.cents) == (1, 0, DAY, 34_000)
    assert (first.counter_iban, first.counter_name) == (PAYER, "Testverzekeraar")
    assert (first.texts, first.references) == (("Declaratie F1",), ("BANK1",))
    assert (second.record, second.cents, second.counter_iban) == (2, -12_550, OTHER)


def test_the_same_month_in_two_versions_says_the_same() -> None:
    old, new = (the_statement(made(PAID, RENT, version=v)) for v in ("02", "08"))
    assert old.lines == new.lines


@pytest.mark.parametrize("version", ["03", "04", "05", "06", "07", "09", "10", "11", "12", "13"])
def test_other_versions_are_tolerated(version: str) -> None:
    assert the_statement(made(PAID, version=version)).net == 34_000


def test_any_prefix_or_no_namespace_will_do() -> None:
    plain = made(PAID, RENT)
    bare = re.sub(rb' xmlns="[^"]*"', b"", plain)
    prefixed = re.sub(rb"<(/?)([A-Z])", rb"<\1n:\2", plain).replace(b"xmlns=", b"xmlns:n=")
    expected = the_statement(plain)
    assert the_statement(prefixed) == replace(
        expected, header=replace(expected.header, sha256=the_statement(prefixed).header.sha256)
    )
    assert the_statement(bare).lines == expected.lines
    assert the_statement(bare).header.version == ""


def test_a_statement_that_does_not_close_is_refused_with_its_figures() -> None:
    found = the_statement(made(PAID, RENT, closing=121_451))
    (problem,) = found.header.problems
    assert problem.code == "unbalanced"
    assert dict(problem.figures) == {"opening": "100000", "net": "21450", "closing": "121451"}
    assert (found.opening, found.net, found.closing) == (100_000, 21_450, 121_451)
    assert found.balanced is False


def test_without_a_pair_of_balances_the_gate_cannot_be_closed() -> None:
    for balances in ("", balance("OPBD", "1.00"), balance("ITBD", "1.00"), balance("CLAV", "1.00")):
        found = the_statement(raw(entry(), balances))
        assert (found.opening, found.closing, found.balanced) == (None, None, None)
        assert codes(found) == ["no_balance"]
        assert not found.header.refused
        assert found.net == 1_000


def test_the_previous_closing_balance_may_be_the_opening() -> None:
    found = the_statement(raw(entry(), balance("PRCD", "5.00") + balance("CLBD", "15.00")))
    assert (found.opening, found.closing, found.balanced) == (500, 1_500, True)


def test_of_a_paged_statement_the_first_opening_and_the_last_closing_count() -> None:
    interim = balance("OPBD", "5.00") + balance("ITBD", "10.00") + balance("ITBD", "15.00")
    assert the_statement(raw(entry(), interim)).balanced is True
    last = balance("ITBD", "5.00") + balance("CLBD", "15.00")
    assert the_statement(raw(entry(), last)).balanced is True
    days = (
        balance("CLBD", "99.00", "2026-02-15")
        + balance("CLBD", "15.00", "2026-02-16")
        + balance("OPBD", "99.00", "2026-02-16")
        + balance("OPBD", "5.00", "2026-02-15")
    )
    assert the_statement(raw(entry(), days)).balanced is True


def test_a_debit_balance_is_negative() -> None:
    overdrawn = balance("OPBD", "5.00", sign="DBIT") + balance("CLBD", "5.00")
    assert the_statement(raw(entry(), overdrawn)).opening == -500


def test_only_booked_entries_count() -> None:
    pending = (
        entry("1.00", sts="PDNG") + entry("2.00", sts="<Cd>PDNG</Cd>") + entry("3.00", sts="INFO")
    )
    found = the_statement(raw(pending + entry("4.00", sts="<Cd>BOOK</Cd>")))
    assert (found.entries, found.net) == (1, 400)
    assert [line.record for line in found.lines] == [4]


def test_the_sign_is_that_of_the_indicator_also_for_a_reversal() -> None:
    back = "<RvslInd>true</RvslInd>"
    found = the_statement(raw(entry(inside=back, sign="DBIT") + entry(inside=back)))
    assert [(line.cents, line.returned) for line in found.lines] == [(-1_000, True), (1_000, True)]


def test_a_return_is_marked_by_its_reason() -> None:
    found = the_statement(raw(entry(inside=details("<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"))))
    assert found.lines[0].returned


@pytest.mark.parametrize(
    ("euros", "cents"),
    [("8.850", 885), ("000000000000149.87", 14_987), ("10", 1_000), ("10.", 1_000), ("0.01", 1)],
)
def test_amounts_are_exact(euros: str, cents: int) -> None:
    assert the_statement(raw(entry(euros))).net == cents


@pytest.mark.parametrize(
    "euros", ["8.855", "-10.00", "+10.00", "10,00", "1e3", "", "abc", "\u0661\u0660"]
)
def test_an_amount_that_is_none_is_refused_by_record(euros: str) -> None:
    found = the_statement(raw(entry() + entry(euros)))
    assert [(p.code, p.where.record, p.where.field) for p in found.header.problems] == [
        ("bad_value", 2, "Amt"),
        ("no_balance", None, "Bal"),
    ]
    assert (found.entries, found.net) == (2, 1_000)


def test_an_entry_without_date_or_sign_is_refused_by_record() -> None:
    bare = "<Ntry><Amt Ccy='EUR'>1.00</Amt><Sts>BOOK</Sts></Ntry>"
    found = the_statement(raw(bare))
    assert [p.where.field for p in found.header.problems][:2] == ["CdtDbtInd", "BookgDt"]


def test_an_entry_without_a_date_is_counted_in_the_sum() -> None:
    """It was seen to be said that the statement does not close, which it does."""
    undated = entry("5.00").replace("2026-02-16", "2026-02-31")
    closed = balance("OPBD", "1.00") + balance("CLBD", "16.00")
    found = the_statement(raw(entry() + undated, closed))
    assert (found.entries, found.net, found.balanced) == (2, 1_500, True)
    assert codes(found) == ["bad_value"]


def test_a_booking_date_may_carry_a_time_and_the_value_date_may_stand_for_it() -> None:
    timed = entry().replace("<Dt>2026-02-16</Dt>", "<DtTm>2026-02-17T23:59:59+01:00</DtTm>")
    valued = entry().replace("BookgDt", "ValDt")
    found = the_statement(raw(timed + valued))
    assert [line.date.day for line in found.lines] == [17, 16]


@pytest.mark.parametrize("place", ["Acct", "Bal", "Ntry"])
def test_any_other_currency_is_refused(place: str) -> None:
    data = made(PAID)
    if place == "Acct":
        data = data.replace(b"<Ccy>EUR", b"<Ccy>USD")
    else:
        at = data.index(f"<{place}>".encode())
        data = data[:at] + data[at:].replace(b'Ccy="EUR"', b'Ccy="USD"', 1)
    found = the_statement(data)
    assert codes(found) == ["currency"]
    assert found.net == 34_000, "cents are counted in any currency"


def test_several_statements_in_a_file_are_several_documents() -> None:
    found = read(raw(entry(), count=3))
    assert [d.header.part for d in found] == [0, 1, 2]
    # hash and record alone lead back to an entry, so entries are counted through the file
    assert [line.record for d in found if isinstance(d, Statement) for line in d.lines] == [1, 2, 3]


def test_a_file_without_a_statement_is_refused() -> None:
    assert codes(one(raw("", count=0))) == ["missing_element"]


def test_an_account_without_a_number_is_refused() -> None:
    data = made(PAID).replace(f"<IBAN>{OWN}</IBAN>".encode(), b"", 1)
    assert codes(one(data)) == ["missing_element"]
    other = made(PAID).replace(
        f"<IBAN>{OWN}</IBAN>".encode(), b"<Othr><Id>417164300</Id></Othr>", 1
    )
    assert the_statement(other).iban == "417164300"


# --- batches ---------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["02", "08"])
def test_details_that_add_up_are_lines_of_their_own(version: str) -> None:
    parts = [replace(PAID, cents=30_000), replace(PAID, cents=4_000, text="Declaratie F2")]
    found = the_statement(made(replace(PAID, details=parts), version=version))
    assert found.entries == 1
    assert [(x.record, x.detail, x.cents, x.texts) for x in found.lines] == [
        (1, 1, 30_000, ("Declaratie F1",)),
        (1, 2, 4_000, ("Declaratie F2",)),
    ]
    assert {x.counter_iban for x in found.lines} == {PAYER}


def test_details_of_either_sign_add_up_with_their_sign() -> None:
    parts = [replace(PAID, cents=40_000), replace(PAID, cents=-6_000)]
    found = lines(replace(PAID, details=parts), version="08")
    assert [x.cents for x in found] == [40_000, -6_000]


def test_details_that_do_not_add_up_leave_the_entry_whole_with_all_it_says() -> None:
    """Charges: 15.26 was booked, the details say 15.00."""
    parts = details(
        "<AmtDtls><TxAmt><Amt Ccy='EUR'>10.00</Amt></TxAmt></AmtDtls>"
        "<RmtInf><Ustrd>F1</Ustrd></RmtInf>",
        "<AmtDtls><InstdAmt><Amt Ccy='EUR'>5.00</Amt></InstdAmt></AmtDtls>"
        "<AddtlTxInf>F2</AddtlTxInf>",
    )
    found = the_statement(raw(entry("15.26", parts + "<AddtlNtryInf>F3</AddtlNtryInf>")))
    (line,) = found.lines
    assert (line.cents, line.detail, line.texts) == (1_526, 0, ("F1", "F2", "F3"))
    assert codes(found) == ["vague_number", "no_balance"]
    assert dict(found.header.problems[0].figures) == {"entry": "1"}


def test_details_in_another_currency_do_not_split() -> None:
    part = "<AmtDtls><InstdAmt><Amt Ccy='USD'>5.00</Amt></InstdAmt></AmtDtls>"
    found = the_statement(raw(entry("10.00", details(part, part))))
    assert [(x.cents, x.detail) for x in found.lines] == [(1_000, 0)]
    assert codes(found) == ["no_balance"], "nothing that could add up was said"


def test_the_whole_amount_is_never_put_on_each_detail() -> None:
    """Details without amounts: seen read as twice the entry."""
    found = the_statement(raw(entry("10.00", details("<RmtInf/>", "<RmtInf/>"))))
    assert sum(x.cents for x in found.lines) == found.net == 1_000


def test_a_batch_that_was_announced_but_is_not_there_is_marked() -> None:
    (line,) = lines(Booked(DAY, -50_000, announced=20))
    assert (line.batch, line.cents) == (True, -50_000)
    fewer = details("<RmtInf><Ustrd>x</Ustrd></RmtInf>", before="<Btch><NbOfTxs>4</NbOfTxs></Btch>")
    assert the_statement(raw(entry(inside=fewer))).lines[0].batch
    single = details("<RmtInf/>", before="<Btch><NbOfTxs>1</NbOfTxs></Btch>")
    assert not the_statement(raw(entry(inside=single))).lines[0].batch


def test_one_counterparty_of_all_details_is_that_of_the_whole() -> None:
    def party(iban: str) -> str:
        return f"<RltdPties><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"

    same = the_statement(raw(entry(inside=details(party(PAYER), party(PAYER)))))
    assert same.lines[0].counter_iban == PAYER
    two = the_statement(raw(entry(inside=details(party(PAYER), party(OTHER)))))
    assert two.lines[0].counter_iban == ""


def test_one_account_under_two_names_is_still_the_counterparty_of_the_whole() -> None:
    """A payer's labels pay from one account: the line was seen to go under as nobody's."""

    def party(name: str, iban: str = PAYER) -> str:
        account = f"<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct>"
        return f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr>{account}</RltdPties>"

    same = the_statement(raw(entry(inside=details(party("Label A"), party("Label B"))))).lines[0]
    assert (same.counter_iban, same.counter_name, same.batch) == (PAYER, "", False)


def test_an_entry_of_several_accounts_that_is_not_split_is_a_batch_without_details() -> None:
    """Part of it may be a payer's, so it is no line that may be left out."""

    def paid(iban: str) -> str:
        return f"<RltdPties><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"

    assert the_statement(raw(entry(inside=details(paid(PAYER), paid(OTHER))))).lines[0].batch
    assert the_statement(raw(entry(inside=details(paid(PAYER), "<RmtInf/>")))).lines[0].batch
    assert not the_statement(raw(entry(inside=details(paid(OTHER), paid(OTHER))))).lines[0].batch


# --- what is said -----------------------------------------------------------------------------


def test_all_free_text_and_every_reference_is_kept() -> None:
    said = details(
        "<Refs><MsgId>m</MsgId><PmtInfId>p</PmtInfId><InstrId>i</InstrId><EndToEndId>NOTPROVIDED"
        "</EndToEndId><TxId>t</TxId></Refs><RmtInf><Ustrd>een</Ustrd><Ustrd>twee</Ustrd><Strd>"
        "<CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf><AddtlTxInf>drie</AddtlTxInf>"
    )
    (line,) = the_statement(raw(entry(inside=f"<AcctSvcrRef>a</AcctSvcrRef>{said}"))).lines
    assert line.texts == ("een", "twee", "RF18", "drie")
    assert line.references == ("t", "i", "p", "m", "a")


def test_an_empty_detail_with_all_text_at_the_entry() -> None:
    said = "<NtryDtls><TxDtls/></NtryDtls><AddtlNtryInf>Declaratie F1</AddtlNtryInf>"
    assert the_statement(raw(entry(inside=said))).lines[0].texts == ("Declaratie F1",)


def test_who_paid_on_behalf_of_whom_is_said() -> None:
    said = (
        "<RltdPties><Dbtr><Nm>CAK</Nm></Dbtr>"
        "<UltmtDbtr><Nm>Zorgkantoor</Nm></UltmtDbtr></RltdPties>"
    )
    (line,) = the_statement(raw(entry(inside=details(said)))).lines
    assert (line.counter_name, line.texts) == ("CAK", ("Zorgkantoor",))


def test_a_return_names_the_other_side_although_the_sides_are_the_original_ones() -> None:
    said = (
        f"<RltdPties><DbtrAcct><Id><IBAN>{OWN}</IBAN></Id></DbtrAcct><CdtrAcct><Id><IBAN>{OTHER}"
        "</IBAN></Id></CdtrAcct></RltdPties><RtrInf/>"
    )
    assert the_statement(raw(entry(inside=details(said)))).lines[0].counter_iban == OTHER


# --- identity -----------------------------------------------------------------------------------


def test_a_line_is_the_same_in_overlapping_downloads() -> None:
    unnamed = replace(RENT, reference="")
    first = lines(PAID, unnamed)
    later = lines(Booked(date(2026, 2, 2), 500, "eerder"), PAID, unnamed, replace(PAID, cents=1))
    assert {x.id for x in first} < {x.id for x in later}


def test_equal_lines_of_one_statement_stay_apart() -> None:
    twice = lines(RENT, RENT, PAID, PAID)
    assert len({x.id for x in twice}) == 4
    assert [x.id for x in twice] == [x.id for x in lines(RENT, RENT, PAID, PAID)]


def test_a_bank_that_numbers_every_statement_from_1_does_not_make_lines_equal() -> None:
    first = raw(entry("10.00", "<NtryRef>1</NtryRef>"))
    second = raw(entry("11.00", "<NtryRef>1</NtryRef>"))
    assert the_statement(first).lines[0].id != the_statement(second).lines[0].id


def test_a_line_without_a_reference_is_known_by_its_folded_text() -> None:
    def said(text: str) -> str:
        return the_statement(raw(entry(inside=f"<AddtlNtryInf>{text}</AddtlNtryInf>"))).lines[0].id

    assert said("Declaratie F-1") == said("declaratie  f1")
    assert said("Declaratie F-1") != said("Declaratie F-2")


def test_the_same_line_on_two_accounts_is_two_lines() -> None:
    other = made(PAID).replace(OWN.encode(), b"NL20INGB0001234567")
    assert the_statement(other).lines[0].id != lines(PAID)[0].id


def test_some_banks_give_the_entry_reference_alone() -> None:
    """SNS: only NtryRef; the id is the bank's, whatever the text becomes."""

    def known(text: str) -> str:
        said = f"<NtryRef>20260126-394900</NtryRef><AddtlNtryInf>{text}</AddtlNtryInf>"
        return the_statement(raw(entry(inside=said))).lines[0].id

    assert known("Declaratie F1") == known("Declaratie F1 bijgewerkt")


def test_not_provided_is_no_reference() -> None:
    """Else every entry of a day with one amount would be known by the same."""

    def known(text: str) -> str:
        said = f"<AcctSvcrRef>NOTPROVIDED</AcctSvcrRef><AddtlNtryInf>{text}</AddtlNtryInf>"
        (line,) = the_statement(raw(entry(inside=said))).lines
        assert line.references == ()
        return line.id

    assert known("Declaratie F1") != known("Declaratie F2")


def test_details_of_one_entry_have_ids_of_their_own_under_one_reference() -> None:
    """Seen refused elsewhere: the same id for all details of an entry."""
    parts = [replace(PAID, cents=17_000), replace(PAID, cents=17_000)]
    first, second = lines(replace(PAID, details=parts))
    assert first.id != second.id
    assert (first.detail, second.detail) == (1, 2)


def test_another_download_of_the_days_has_other_numbers_and_the_same_lines() -> None:
    first, second = (the_statement(made(PAID, RENT, number=n)) for n in ("1", "2026045"))
    assert first.header.sha256 != second.header.sha256
    assert first.lines == second.lines


# --- CAMT.052 and CAMT.054 ------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize("message", ["camt.052", "camt.054"])
def test_intraday_reports_and_notifications_are_details_only(message: str, version: str) -> None:
    found = the_statement(made(PAID, RENT, message=message, version=version))
    assert found.header.standard == message.upper()
    assert found.header.version == f"001.{version}"
    assert codes(found) == ["details_only"]
    assert not found.header.refused
    assert found.details_only
    assert (found.total, found.net, found.entries) == (0, 21_450, 2)
    assert found.lines == lines(PAID, RENT, version=version), "the lines of the statement itself"


def test_a_notification_owes_no_balance() -> None:
    found = the_statement(made(PAID, message="camt.054"))
    assert (found.opening, found.closing, found.balanced) == (None, None, None)


def test_an_intraday_report_need_not_close() -> None:
    found = the_statement(made(PAID, message="camt.052", closing=1))
    assert found.balanced is False
    assert codes(found) == ["details_only"]


def test_a_report_inside_the_root_of_another_message_is_not_read() -> None:
    data = made(PAID, message="camt.052").replace(b"camt.052", b"camt.053")
    assert codes(one(data)) == ["missing_element"]


# --- order, findings ------------------------------------------------------------------------------


def test_an_account_behind_the_entries_is_still_theirs() -> None:
    """Element order: real files break the schema."""
    account = re.search(rb"<Acct>.*?</Acct>", made(PAID))
    assert account
    moved = made(PAID).replace(account[0], b"").replace(b"</Stmt>", account[0] + b"</Stmt>")
    assert the_statement(moved).lines == lines(PAID)


def test_very_many_findings_never_hide_that_a_statement_does_not_close() -> None:
    """Was: a hundred remarks on entries were kept, and the balance was the hundred and first."""
    vague = replace(PAID, details=[replace(PAID, cents=1), replace(PAID, cents=2)])
    found = the_statement(made(*[vague] * 150, closing=1))
    assert codes(found).count("vague_number") == 100
    assert "unbalanced" in codes(found)
    assert found.header.refused


def test_an_error_at_the_end_takes_all_entries_with_it() -> None:
    """Undeclared Latin-1 after a thousand good entries: nothing was read."""
    data = made(*[PAID] * 1_000).replace(b"</Stmt>", b"<X>\xe9</X></Stmt>")
    assert codes(one(data)) == ["unreadable"]


def test_the_line_of_a_mistake_is_that_of_the_whole_file() -> None:
    data = made(*[PAID] * 500).replace(b"><", b">\n<")
    bad = data.replace(b"</Stmt>", b"</Smtt>")
    (problem,) = one(bad).header.problems
    before = bad[: bad.index(b"</Smtt>")].splitlines()
    assert problem.where.field == f"regel {len(before) + 1}"


# --- damage, privacy, properties ------------------------------------------------------------------


def test_cut_off_anywhere_nothing_is_read() -> None:
    data = made(PAID, RENT, replace(PAID, details=[PAID]))
    whole = accepted(read(data))
    for short in cut(data):
        if got := accepted(read(short)):
            assert got == whole
            assert len(short) >= len(data) - 1


def test_damaged_files_give_findings_never_a_crash() -> None:
    dice = sizes.generator("camt")
    data = made(PAID, RENT, replace(PAID, details=[PAID, RENT]), version="08")
    hold_damaged(data, dice, sizes.of(500, 20_000))


def test_describing_shows_figures_and_masks_people() -> None:
    data = made(PAID, RENT)
    told = everything_said(data).partition("BkToCstmrStmt/")[2]
    assert "Amt Ccy=EUR: 340.00" in told
    for personal in ("Testverzekeraar", "Verhuurder", "Declaratie F1", PAYER):
        described = told.partition("], [")[0]
        assert personal not in described


TEXT = st.text("abcABC 0189-/.&<>é", max_size=30).map(str.strip)
ENTRY = st.builds(
    Booked,
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    cents=st.integers(-(10**11), 10**11).filter(bool),
    text=TEXT,
    iban=st.sampled_from(["", PAYER, OTHER]),
    name=TEXT,
    reference=st.sampled_from(["", "A1", "A2"]),
    returned=st.booleans(),
    status=st.sampled_from(["BOOK", "BOOK", "PDNG"]),
)


@given(
    entries=st.lists(ENTRY, max_size=12),
    opening=st.integers(-(10**11), 10**11),
    version=st.sampled_from(["02", "08"]),
)
def test_what_was_written_is_read(entries: list[Booked], opening: int, version: str) -> None:
    found = the_statement(statement(OWN, opening, entries, version=version))
    booked = [e for e in entries if e.status == "BOOK"]
    assert found.header.problems == ()
    assert (found.opening, found.balanced, found.entries) == (opening, True, len(booked))
    assert [(x.date, x.cents, x.counter_iban, x.counter_name, x.returned) for x in found.lines] == [
        (e.day, e.cents, e.iban, e.name, e.returned) for e in booked
    ]
    assert [" ".join(x.texts) for x in found.lines] == [e.text for e in booked]
    assert len({x.id for x in found.lines}) == len(found.lines)


@given(cents=st.lists(st.integers(10, 10**9), min_size=2, max_size=8), extra=st.integers(-5, 5))
def test_no_cent_of_a_batch_is_lost_or_doubled(cents: list[int], extra: int) -> None:
    batch = Booked(DAY, sum(cents) + extra, details=[Booked(DAY, c) for c in cents])
    found = the_statement(made(batch))
    assert sum(x.cents for x in found.lines) == found.net == sum(cents) + extra
    assert len(found.lines) == (1 if extra else len(cents))


def test_other_line_ends_say_the_same() -> None:
    data = made(PAID, RENT).replace(b"><", b">\n<")
    ends = data.replace(b"\n", b"\r\n")
    assert data != ends
    assert content_digest(one(data)) == content_digest(one(ends))
