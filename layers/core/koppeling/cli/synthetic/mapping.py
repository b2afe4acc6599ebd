"""The mapping (inrichting) under which a story's files can be booked."""

from koppeling.cli.synthetic.banks import BANKS
from koppeling.cli.synthetic.story import AGB, START, Story

HEAD = """\
# Inrichting bij een proefbetaler (zaad {seed}).

[administration]
tenant = "proef"
name = "proef"
iban = [{ibans}]
agb = ["{agb}"]
start = {start}

[booking]
recognise = "outstanding"
clearing = true
bank = "koppeling"
post = "now"

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
revenue_prior = "8990"
revenue = "8000"
"""

PAYER = """
[[payers]]
id = "{id}"
name = "{name}"
iban = ["{iban}"]
pack = "{pack}"
"""


def mapping(tale: Story) -> str:
    """TOML with every payer and every own account."""
    ibans = ", ".join(f'"{bank.iban}"' for bank in BANKS)
    head = HEAD.format(seed=tale.seed, ibans=ibans, agb=AGB, start=START)
    rows = [PAYER.format(id=p.id, name=p.name, iban=p.iban, pack=p.pack) for p in tale.payers]
    return head + "".join(rows)
