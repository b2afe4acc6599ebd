"""`koppeling synth --seed N --out DIR`: a synthetic payer's files, with the truth beside them."""

import argparse
import json
from pathlib import Path
from typing import Any

from koppeling.cli.files import say
from koppeling.cli.synthetic.banks import BANKS, statements
from koppeling.cli.synthetic.mapping import mapping
from koppeling.cli.synthetic.messages import File, messages, payers
from koppeling.cli.synthetic.numbers import iban
from koppeling.cli.synthetic.setoffs import set_off
from koppeling.cli.synthetic.story import STYLES, Story, story
from koppeling.model.canonical import sha256

MOST_MONTHS = 9


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser(
        "synth", help="write claims, answers, statements and their truth from a seed"
    )
    command.add_argument(
        "--seed", type=int, required=True, metavar="N", help="same seed, same files"
    )
    command.add_argument("--out", required=True, metavar="DIR", help="an empty or new folder")
    command.add_argument("--months", type=int, default=2, help=f"1 to {MOST_MONTHS} (default 2)")
    command.add_argument("--json", action="store_true", help="print truth.json")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 2 when the folder holds something already or the months are out of range."""
    out = Path(arguments.out)
    if not 1 <= arguments.months <= MOST_MONTHS:
        say(f"koppeling synth: --months is 1 to {MOST_MONTHS}")
        return 2
    if out.exists() and any(out.iterdir()):
        say(f"koppeling synth: {out} is not empty; name a new folder")
        return 2
    made, truth = synthetic(arguments.seed, arguments.months)
    (out / "files").mkdir(parents=True, exist_ok=True)
    for file in made:
        (out / "files" / file.name).write_bytes(file.data)
    (out / "mapping.toml").write_text(mapping(told(arguments.seed, arguments.months)), "utf-8")
    text = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (out / "truth.json").write_text(text, "utf-8")
    if arguments.json:
        print(text, end="")
    else:
        print(f"{len(made)} files in {out / 'files'}, {len(truth['payouts'])} payouts")
        print(f"try: koppeling run --mapping {out / 'mapping.toml'} {out / 'files'}")
    return 0


def told(seed: int, months: int) -> Story:
    """The story of a seed: a payer for every standard, an account for every form of statement."""
    accounts = tuple(bank.iban for bank in BANKS)
    return story(seed, payers(accounts, lambda n: iban("INGB", 690000000 + n), STYLES), months)


def synthetic(seed: int, months: int) -> tuple[list[File], dict[str, Any]]:
    """Every file of a story, and the truth of them: what each says, and what each payout pays."""
    tale = told(seed, months)
    made = [file for claim in tale.claims for file in messages(claim)]
    netted = [p for p in tale.payouts if p.number]
    made += [file for turn, payout in enumerate(netted) for file in set_off(payout, turn)]
    known = {bank.iban: bank.names_sides for bank in BANKS}
    payouts = []
    for file, paid in statements(tale.payouts, months):
        made.append(file)
        payouts += [
            {
                "bank_line": {"sha256": sha256(file.data), "record": record},
                "payer": payout.payer.id,
                "cents": payout.cents,
                "items": [{"invoice": i, "cents": c} for i, c in payout.items],
                "style": payout.payer.style,
                "from_known_account": known[payout.payer.account],
            }
            for record, payout in paid.items()
        ]
    files = {file.name: file.truth | {"sha256": sha256(file.data)} for file in made}
    return made, {"seed": seed, "months": months, "files": files, "payouts": payouts}
