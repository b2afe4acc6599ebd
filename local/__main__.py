"""`python -m local`: the local cloud's own command line; `koppeling local` starts it.

Exit codes: 0 done, 1 a file was refused or a function failed, 2 wrong use or not possible now
(standard error says what to do), 3 the cloud did not come to rest, 130 interrupted.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from koppeling.model.actions import ACTIONS
from local import commands
from local.cloud import Administration, NotSettled
from local.demo import demo
from local.invoke import invoke
from local.places import ROOT, NotReady, places

TEMPLATE = ROOT / "template.yaml"


def _administration(text: str) -> Administration:
    tenant, slash, name = text.partition("/")
    if not (tenant and slash and name) or "/" in name:
        message = f"{text} is not TENANT/ADMINISTRATION"
        raise argparse.ArgumentTypeError(message)
    return Administration(tenant, name)


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        message = f"{text} is not NAME=VALUE"
        raise argparse.ArgumentTypeError(message)
    return name, value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="koppeling local", description="The real template on this machine, without Docker."
    )
    parser.add_argument("--template", type=Path, default=TEMPLATE, help=argparse.SUPPRESS)
    commands_ = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    up = commands_.add_parser("up", help="start the emulator and deploy; deploy again if it runs")
    up.add_argument(
        "--set", action="append", default=[], type=_parameter, metavar="NAME=VALUE",
        help="a parameter of the template", dest="parameters",
    )  # fmt: skip
    drop = commands_.add_parser("drop", help="put files as a user would, and show the replies")
    drop.add_argument("--to", type=_administration, metavar="TENANT/ADMINISTRATION")
    drop.add_argument("files", nargs="+", type=Path, metavar="FILE", help="*.toml is a mapping")
    status = commands_.add_parser("status", help="where each administration stands")
    status.add_argument("--json", action="store_true", help="as JSON on standard output")
    commands_.add_parser("down", help="stop it; what was in it is gone, .local/books stays")
    _add_decide(commands_)
    commands_.add_parser("demo", help="up, drop the sample month, show what was booked")
    run = commands_.add_parser("invoke", help="run one function on one event as Lambda does")
    run.add_argument("function", help="its verb: intake, book, ...")
    run.add_argument("event", type=Path, help="a sample event, for example events/intake.json")
    return parser


def _add_decide(commands_: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """`decide`, with every action that there is; what it prints is a reply, in Dutch."""
    decide = commands_.add_parser(
        "decide",
        prog="koppeling decide",
        help="drop one decision",
        description="Drops one decision, waits until it is settled and prints what became of it.",
        epilog=_actions(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    decide.add_argument("--to", type=_administration, metavar="TENANT/ADMINISTRATION")
    decide.add_argument("action", help="one of the actions below")
    decide.add_argument("subject", help="what it is about: an entry key, a payer, all, ...")
    decide.add_argument("target", nargs="?", default="", help="where it goes, see the action")
    decide.add_argument("--cents", type=int, metavar="N", help="a part of it; without: all of it")
    decide.add_argument("--reason", required=True, metavar="TEXT", help="why, kept with it")
    decide.add_argument("--json", action="store_true", help="as JSON on standard output")


def _actions() -> str:
    """A line for each action, and one for its targets."""
    lines = ["actions:"]
    for a in ACTIONS.values():
        lines.append(f"  {a.name:<14}{a.english}")
        lines.append(f"  {'':<14}  on {a.subject}" + (f", to {a.goes_to}" if a.goes_to else ""))
    lines += ["", "exit codes: 0 taken, 1 refused (the reply says why), 2 wrong use"]
    return "\n".join(lines)


def _run(options: argparse.Namespace) -> int:
    where = places()
    match options.command:
        case "up":
            commands.up(where, options.template, dict(options.parameters))
        case "down":
            commands.down(where)
        case "drop":
            return 0 if commands.drop(where, options.to, options.files) else 1
        case "decide":
            return 0 if commands.decide(where, options.to, vars(options)) else 1
        case "demo":
            demo(where, options.template)
        case "status":
            found = commands.status(where)
            print(json.dumps(found, indent=2) if options.json else _table(found["administrations"]))
        case "invoke":
            cloud = commands.cloud_of(where)
            event = options.event.read_text(encoding="utf-8")
            answer, failed = invoke(where, options.template, options.function, event, cloud)
            print(json.dumps(answer, indent=2, ensure_ascii=False))
            return int(failed)
    return 0


def _table(rows: list[dict[str, object]]) -> str:
    if not rows:
        return "no administrations yet: drop a mapping (*.toml)"
    columns = ("sequence", "drafted", "posted", "held", "parked")
    lines = []
    for row in rows:
        counts = ", ".join(f"{name} {row[name]}" for name in columns)
        blocked = ", BLOCKED" if row["blocked"] else ""
        lines.append(f"{row['tenant']}/{row['administration']}: {counts}{blocked}")
        lines.append(f"  {row['result'] or 'no books yet'}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        return _run(_parser().parse_args(arguments))
    except (NotReady, FileNotFoundError) as error:
        commands.say(f"koppeling local: {error}")
        return 2
    except NotSettled as error:
        commands.say(f"koppeling local: {error}")
        return 3
    except KeyboardInterrupt:
        commands.say("interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(main())
