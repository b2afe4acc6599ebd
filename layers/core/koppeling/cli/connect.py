"""`koppeling connect`: walk a consultant through the consent of a package, and see that it works.

No secret is an argument of the command, where other users of the machine could read it: a key
comes from a file or is typed without echo. A code is no secret for long: it works once.
"""

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from koppeling.cli import cloud
from koppeling.cli.files import say
from koppeling.connectors.oauth import kinds, pasted
from koppeling.model.errors import ConnectorUnavailable
from koppeling.model.refusals import told
from koppeling.settle.vault import Connection

# What is said, in Dutch and English.
SAID: dict[str, tuple[str, str]] = {
    "open": (
        "Open deze link als iemand met rechten in het pakket, en geef toestemming:",
        "Open this link as somebody with rights in the package, and consent:",
    ),
    "paste": (
        "Plak binnen 3 minuten het adres waar de browser eindigt (of de code): ",
        "Within 3 minutes, paste the address that the browser ends at (or the code): ",
    ),
    "key": ("Sleutel uit het pakket (onzichtbaar): ", "Key of the package (not shown): "),
    "empty": ("er is niets opgegeven", "nothing was given"),
    "refused": ("de toestemming is in het pakket geweigerd", "consent was refused in the package"),
    "another": (
        "dit adres hoort bij een andere verbinding; gebruik de link van deze",
        "this address belongs to another connection; use the link of this one",
    ),
    "no_code": ("in dit adres staat geen code", "there is no code in this address"),
    "spent": (
        "het pakket neemt de code niet aan: hij werkt één keer en is 3 minuten geldig",
        "the package does not take the code: it works once, for 3 minutes",
    ),
    "locked": (
        "de verbinding wordt op dit moment ververst; begin over enkele minuten opnieuw",
        "the connection is being renewed at this moment; start again in some minutes",
    ),
    "app": (
        "de gegevens van de app ontbreken voor dit pakket: zie docs/connecting.md",
        "the app's details are missing for this package: see docs/connecting.md",
    ),
    "not_in": (
        "het pakket laat deze sleutel niet toe; er is niets bewaard",
        "the package does not let this key in; nothing was kept",
    ),
    "kept": ("bewaard", "kept"),
    "checked": ("het pakket laat ons toe", "the package lets us in"),
    "unchecked": (
        "niet geprobeerd: zeg --base ADRES om het te proberen",
        "not tried: say --base ADDRESS to try it",
    ),
    "next": (
        'Zet in de inrichting: [package] kind = "{kind}", connection = "{id}"',
        'Put in the mapping: [package] kind = "{kind}", connection = "{id}"',
    ),
}


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser(
        "connect",
        help="let Koppeling into a package: consent, or a key",
        description="Connects a package, or connects it again. Prints the link to consent and waits"
        " for the address that the browser ends at; of a package with keys, asks for the key."
        " Tries it with a first call.",
        epilog="exit codes: 0 connected, 1 not connected or not let in, 2 wrong use",
    )
    command.add_argument("kind", choices=sorted(kinds()), metavar="KIND", help=", ".join(kinds()))
    command.add_argument("id", metavar="ID", help="a name, as `connection` in the mapping")
    command.add_argument(
        "--to", default="", metavar="TENANT[/ADMINISTRATION]", help="when there is more than one"
    )
    command.add_argument("--stage", default="", help="a deployed stage; without: the local cloud")
    command.add_argument("--base", default="", metavar="ADDRESS", help="of the package itself")
    command.add_argument("--link", action="store_true", help="print the link and do nothing else")
    command.add_argument("--code", metavar="CODE|ADDRESS", help="what came back; asks nothing")
    command.add_argument("--key-file", metavar="FILE", help="a file that holds the key")
    command.add_argument("--language", choices=["nl", "en"], default="nl", help="of what is told")
    command.add_argument("--json", action="store_true", help="JSON on standard output")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when the package does not let us in, 2 for wrong use."""
    if wrong := wrong_use(arguments):
        say(f"koppeling connect: {wrong}")
        return 2
    language = ["nl", "en"].index(arguments.language)
    result: dict[str, Any] = {
        "tenant": arguments.to.partition("/")[0],
        "connection": arguments.id,
        "kind": arguments.kind,
        "link": None,
        "connected": False,
        "checked": None,
        "code": "",
    }
    try:
        asked = Connection("", arguments.id, arguments.kind, arguments.base.rstrip("/"))
        there = cloud.connecting(arguments.stage, arguments.to, asked)
        result["tenant"] = there.connection.tenant
        code = talked(there, arguments, result, language)
    except LookupError as error:
        say(f"koppeling connect: {error}")
        return 2
    except ConnectorUnavailable as why:
        code = 1
        result["code"] = why.code
        known = SAID.get(why.said) or SAID.get(why.code)
        words = known[language] if known else told(why.code, why.said, language)
        say(f"koppeling connect: {words}")
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    return code


def wrong_use(arguments: argparse.Namespace) -> str:
    """What does not go together, '' = nothing."""
    keyed = kinds()[arguments.kind].grant == "key"
    if keyed and (arguments.code or arguments.link):
        return f"{arguments.kind} has no link and no code: it takes a key"
    if arguments.key_file and not keyed:
        return f"{arguments.kind} takes no key: somebody consents"
    return ""


def talked(
    there: "cloud.Connecting", arguments: argparse.Namespace, result: dict[str, Any], language: int
) -> int:
    """The conversation; the exit code."""
    if kinds()[arguments.kind].grant == "key":
        keyed(there, arguments.key_file, result, language)
    else:
        result["link"] = there.link()
        if arguments.link:
            if not arguments.json:
                print(result["link"])
            return 0
        exchanged(there, code_of(there, arguments.code, result["link"], language))
        result["connected"] = True
        tell("kept", language)
        there.let_in()
        result["checked"] = True
        tell("checked", language)
    say(SAID["next"][language].format(kind=arguments.kind, id=arguments.id))
    return 0


def keyed(
    there: "cloud.Connecting", file: str | None, result: dict[str, Any], language: int
) -> None:
    """A key is tried before it is kept: a wrong one must not take the place of a right one."""
    question = SAID["key"][language]
    key = (Path(file).read_text(encoding="utf-8") if file else getpass.getpass(question)).strip()
    if not key:
        raise LookupError(SAID["empty"][language])
    if there.reachable:
        try:
            there.let_in(key)
        except ConnectorUnavailable as why:
            result["checked"] = False
            if why.code == "consent_expired":
                raise ConnectorUnavailable(why.code, "not_in") from None
            raise
        result["checked"] = True
    tell("checked" if there.reachable else "unchecked", language)
    there.by_key(key)
    result["connected"] = True
    tell("kept", language)


def exchanged(there: "cloud.Connecting", code: str) -> None:
    """A code that is not taken is not a consent that ran out."""
    try:
        there.by_code(code)
    except ConnectorUnavailable as why:
        if why.code == "consent_expired":
            raise ConnectorUnavailable(why.code, "spent") from None
        raise


def code_of(there: "cloud.Connecting", given: str | None, link: str, language: int) -> str:
    """The code that was given, or asked for; of this very connection."""
    if given is None:
        say(f"{SAID['open'][language]}\n\n  {link}\n")
        print(SAID["paste"][language], end="", file=sys.stderr, flush=True)
        given = sys.stdin.readline()
    try:
        return pasted(given, there.state)
    except ValueError as wrong:
        raise LookupError(SAID[str(wrong)][language]) from None


def tell(what: str, language: int) -> None:
    """A line of the table."""
    say(SAID[what][language])
