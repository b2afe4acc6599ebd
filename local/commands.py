"""What people do with the local cloud: up, drop, status, down.

What the bookkeeper reads (the reply to a file) is Dutch; what the operator reads is English and
goes to standard error, so that standard output holds only what was asked for.
"""

import contextlib
import fcntl
import getpass
import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from koppeling.formats import besluiten
from koppeling.model.actions import fault
from koppeling.model.documents import Decision
from local import clients, deployer, emulator, replies
from local.cloud import STACK, Administration, Cloud
from local.places import NotReady, Places

NOT_UP = "the local cloud is not up: run `koppeling local up` first"
SETTLE_SECONDS = 180


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def parameters(template: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The template's parameters on this machine: what was given, else its own architecture."""
    known = deployer.parsed(template).get("Parameters", {})
    machine = "arm64" if os.uname().machine in ("arm64", "aarch64") else "x86_64"
    ours = {"Arch": machine, "Stage": "local", "RetrySeconds": "1"}
    return {k: v for k, v in ours.items() if k in known} | dict(given)


def up(where: Places, template: Path, given: Mapping[str, str]) -> None:
    """Start the emulator unless it runs, and deploy the template; both stay when we end.

    When it fails or is interrupted, an emulator that this started is stopped again.
    """
    with _alone(where):
        found = emulator.running(where.run)
        leash = None
        if found is None:
            say("starting the emulator")
            found, leash = emulator.start(where, where.run)
        try:
            say("deploying the template")
            values = parameters(template, given)
            ids = deployer.deploy(where, template, found.endpoint, STACK, values)
        except BaseException:
            if leash:
                emulator.stop(found)
                leash.cut()
            raise
        if leash:
            leash.let_go()
    say(f"up: {len(ids)} resources at {found.endpoint}, log in {shown(found.log)}")
    say("drop files with `koppeling local drop`, stop it with `koppeling local down`")


@contextlib.contextmanager
def _alone(where: Places) -> Iterator[None]:
    """One `up` at a time: a second one waits, and finds what the first made."""
    where.home.mkdir(parents=True, exist_ok=True)
    with (where.home / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def down(where: Places) -> None:
    """Stop the emulator and all that it started; nothing happens when it is not up."""
    found = emulator.running(where.run)
    if found is None:
        say("the local cloud is not up")
        return
    emulator.stop(found)
    say("down")


def cloud_of(where: Places) -> Cloud:
    """The cloud that `up` left running. Raises NotReady when there is none."""
    found = emulator.running(where.run)
    if found is None:
        raise NotReady(NOT_UP)
    return Cloud.at(found.endpoint)


def drop(where: Places, to: Administration | None, files: list[Path]) -> bool:
    """Put files as a user would, wait until all is settled, print the replies; False = refused."""
    for file in files:
        if not file.is_file():
            message = f"{file}: there is no such file"
            raise NotReady(message)
    cloud = cloud_of(where)
    for mapping in (f for f in files if f.suffix == ".toml"):
        toml = mapping.read_bytes()
        cloud.configure(toml, to or _named_in(mapping.name, toml))
        say(f"mapping {mapping.name}")
        cloud.emptied("MappingQueue", SETTLE_SECONDS)
    documents = [f for f in files if f.suffix != ".toml"]
    if not documents:
        cloud.settle(SETTLE_SECONDS, say)
        return True
    to = to or _only(cloud)
    answers = _answers(cloud, to, [(file.name, file.read_bytes()) for file in documents])
    for name, answer in answers:
        print(replies.told(name, answer))
    cloud.save(to, _folder(where, to))
    say(f"books of {to}: {shown(_folder(where, to))}")
    return not any(replies.refused(answer) for _, answer in answers)


def _answers(
    cloud: Cloud, to: Administration, files: list[tuple[str, bytes]]
) -> list[tuple[str, dict[str, Any] | None]]:
    """Drop files and wait; the reply to each. Bytes that came before are known, whoever asks."""
    known: set[str] = set()
    dropped = []
    for name, data in files:
        sha256 = hashlib.sha256(data).hexdigest()
        again = sha256 in known or cloud.reply(to, sha256) is not None
        known.add(sha256)
        cloud.drop(data, to, name)
        dropped.append((name, sha256, again))
    say(f"dropped {len(dropped)} files for {to}")
    cloud.settle(SETTLE_SECONDS, say)
    return [
        (name, replies.again(reply) if came_before else reply)
        for name, came_before, reply in (
            (name, again, cloud.reply(to, sha256)) for name, sha256, again in dropped
        )
    ]


def decide(where: Places, to: Administration | None, said: Mapping[str, Any]) -> bool:
    """Drop one decision (a row of `besluiten`), show it and the reply; False = not carried out.

    `said` = action, subject, reason, and if need be target, cents and json. Without the digest of
    what was seen: it decides on what is there now. Raises NotReady for what no book can carry out.
    """
    if wrong := fault(said["action"], said.get("target") or ""):
        raise NotReady(wrong)
    cloud = cloud_of(where)
    to = to or _only(cloud)
    now = datetime.now().astimezone()
    row = Decision(
        record=2,
        date=now.date(),
        author=getpass.getuser(),
        reason=said["reason"],
        action=said["action"],
        subject=said["subject"],
        target=said.get("target") or "",
        cents=said.get("cents"),
        seen="",
    )
    name = f"besluit-{said['action']}-{now:%Y%m%d-%H%M%S-%f}.csv"
    ((_, answer),) = _answers(cloud, to, [(name, besluiten.write([row]))])
    print(replies.decided(to, row, name, answer, as_json=bool(said.get("json"))))
    return not replies.undecided(answer)


def _named_in(file: str, toml: bytes) -> Administration:
    """A mapping says itself whose it is."""
    try:
        named = tomllib.loads(toml.decode())["administration"]
        return Administration(str(named["tenant"]), str(named["name"]))
    except (ValueError, KeyError, TypeError):
        message = f"{file} names no administration: say --to TENANT/ADMINISTRATION"
        raise NotReady(message) from None


def _only(cloud: Cloud) -> Administration:
    found = cloud.administrations()
    if len(found) != 1:
        names = ", ".join(map(str, found)) or "none yet: drop a mapping (*.toml) first"
        message = f"say --to TENANT/ADMINISTRATION; there are: {names}"
        raise NotReady(message)
    return found[0]


def _folder(where: Places, of: Administration) -> Path:
    return where.home / "books" / of.tenant / of.administration


def books(where: Places, of: Administration) -> list[Path]:
    """What people read of an administration, fetched to this machine."""
    return cloud_of(where).save(of, _folder(where, of))


def environment(where: Places) -> dict[str, Any]:
    """How another program reaches the cloud that is up, and the stage that is deployed in it."""
    cloud = cloud_of(where)
    stage = cloud.ids["WatchFunction"].removeprefix("koppeling-").removesuffix("-watch")
    return {"stage": stage, "environment": clients.environment(cloud.endpoint)}


def status(where: Places) -> dict[str, Any]:
    """Every administration in the shape that the contract gives `status --json`."""
    cloud = cloud_of(where)
    return {"administrations": [_row(where, cloud, each) for each in cloud.administrations()]}


def _row(where: Places, cloud: Cloud, of: Administration) -> dict[str, Any]:
    pk = f"T#{of.tenant}#A#{of.administration}"
    state = cloud.table.get_item(Key={"PK": pk, "SK": "STATE"}).get("Item", {})
    made = {sk.removeprefix("OUT#") for _, sk in cloud.keys("OUT#", pk)}
    undone = {sk.rsplit("#", 1)[-1] for _, sk in cloud.keys("TODO#", pk)}
    sequences = [int(sk.removeprefix("COMMIT#")) for _, sk in cloud.keys("COMMIT#", pk)]
    saved = cloud.save(of, _folder(where, of))
    result = next((p for p in saved if p.name == "result.json"), None)
    shown = json.loads(result.read_bytes()) if result else {}
    return {
        "tenant": of.tenant,
        "administration": of.administration,
        "sequence": max(sequences, default=0),
        "blocked": bool(state.get("blocked")),
        "drafted": len(made),
        "posted": len(made - undone),
        "held": len(shown.get("held", [])),
        "parked": len(shown.get("parked", [])),
        "result": str(result) if result else None,
    }


def shown(path: Path) -> str:
    """A path as whoever stands here would type it."""
    return os.path.relpath(path)
