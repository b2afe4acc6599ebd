"""`koppeling connect`, against AWS emulated in this process and a package's door over real HTTP.

1. The link is shown, the address pasted, the token kept, a first call made; the exit code is 0.
2. Each wrong paste, a spent code, a wrong key, a shut door: a sentence, 1 or 2, nothing changed.
3. Connected again, with the same name: the next version; a renewal that runs is waited for.
4. A key is tried before it is kept, and is never an argument of the command.
5. `--json` prints one object on standard output, with no secret in it; people's text is beside it.
6. What was connected is what a function posts with, encrypted with the stage's key.
"""

import getpass
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from koppeling.aws.consents import Consents
from koppeling.aws.keys import Owner
from koppeling.aws.office import Office, now
from koppeling.settle.vault import number_of
from tests.cli.test_command_line import koppeling
from tests.doorman import APP, CODE, Doorman, doorman
from tests.functions.conftest import Deployed
from tests.scenario import MAPPING

STAGE = ("--stage", "test")


@pytest.fixture
def door(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doorman]:
    """A stage with one administration and an app, and the package's door."""
    deployed.adopt(MAPPING)
    boto3.client("secretsmanager").put_secret_value(
        SecretId="apps", SecretString=json.dumps({"exact": APP})
    )
    of = Office.of()
    monkeypatch.setattr(Office, "deployed", classmethod(lambda *_: of))
    with doorman() as found:
        yield found


def connect(door: Doorman, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Exit code, standard output, standard error; no secret may be in either."""
    sys.stdin = io.StringIO(typed)
    try:
        done = koppeling("connect", *STAGE, "--base", door.base, *words)
    finally:
        sys.stdin = sys.__stdin__
    for secret in ("toegang-", "verversing-", "een-sleutel", APP["client_secret"], CODE):
        assert secret not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def state(door: Doorman, *words: str) -> str:
    code, out, _ = connect(door, "exact", "exact", "--link", *words)
    assert code == 0
    return out.strip().rpartition("state=")[2]


def address(given: str, code: str = CODE) -> str:
    return f"{APP['redirect']}?code={code.replace('+', '%2B')}&state={given}"


def token(name: str = "exact") -> str:
    return Consents(Office.of()).token(Owner("zorggroep", name), now() + 300)()


def version(name: str = "exact") -> int:
    found = Consents(Office.of()).vault(Owner("zorggroep", name)).read()
    return number_of(found.version) if found and found.version else 0


def test_a_consultant_connects(door: Doorman) -> None:
    code, out, err = connect(door, "exact", "exact", typed=address(state(door)) + "\n")
    assert (code, out) == (0, "")
    assert f"{door.base}/api/oauth2/auth?client_id=koppeling" in err
    assert 'connection = "exact"' in err
    assert door.asked == ["authorization_code", "/api/v1/current/Me?$select=CurrentDivision"]
    assert token() == "toegang-1"
    kept = boto3.client("secretsmanager").list_secrets()["SecretList"]
    assert {s["Name"] for s in kept} >= {f"test/connection/zorggroep/exact/{n}" for n in (0, 1)}


def test_json_and_a_code_that_is_given(door: Doorman) -> None:
    code, out, _ = connect(door, "exact", "exact", "--json", "--code", CODE)
    found = json.loads(out)
    assert found.pop("link").startswith(door.base)
    assert code == 0
    assert found == {
        "tenant": "zorggroep",
        "connection": "exact",
        "kind": "exact",
        "connected": True,
        "checked": True,
        "code": "",
    }


def test_what_is_pasted_wrong_changes_nothing(door: Doorman) -> None:
    ours = state(door)
    other = connect(door, "exact", "ander", "--link")[1].strip().rpartition("state=")[2]
    assert other != ours
    for text, words in (
        ("", "niets opgegeven"),
        (address(other), "andere verbinding"),
        (f"{APP['redirect']}?state={ours}", "geen code"),
        (f"{APP['redirect']}?error=access_denied&state={ours}", "geweigerd"),
    ):
        code, out, err = connect(door, "exact", "exact", typed=text)
        assert (code, out) == (2, ""), text
        assert words in err
    assert door.asked == []
    assert version() == 0


def test_a_code_that_is_not_taken(door: Doorman) -> None:
    code, _, err = connect(door, "exact", "exact", "--code", "verlopen")
    assert code == 1
    assert "werkt één keer" in err
    assert version() == 0
    assert connect(door, "exact", "exact", "--code", CODE)[0] == 0


def test_a_door_that_is_shut(door: Doorman) -> None:
    door.down = 503
    code, out, err = connect(door, "exact", "exact", "--json", "--code", CODE)
    assert code == 1
    assert json.loads(out)["code"] == "unavailable"
    assert "niet bereikbaar" in err
    door.down = 0
    assert connect(door, "exact", "exact", "--code", CODE)[0] == 0


def test_connected_again_when_nobody_renews(door: Doorman) -> None:
    connect(door, "exact", "exact", "--code", CODE)
    vault = Consents(Office.of()).vault(Owner("zorggroep", "exact"))
    fence = vault.lease(now(), 360)
    assert fence is not None
    door.codes.add(CODE)
    code, _, err = connect(door, "exact", "exact", "--code", CODE)
    assert code == 1
    assert "over enkele minuten" in err
    assert door.asked.count("authorization_code") == 1, "the code is not spent"
    vault.release(fence)
    assert connect(door, "exact", "exact", "--code", CODE)[0] == 0
    assert (version(), token()) == (2, "toegang-2")


def test_a_key_is_tried_before_it_is_kept(
    door: Doorman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sleutel"
    file.write_text("een-sleutel\n", encoding="utf-8")
    code, out, err = connect(door, "tryton", "boeken", "--json", "--key-file", str(file))
    assert (code, json.loads(out)["checked"]) == (1, False)
    assert "niets bewaard" in err
    assert version("boeken") == 0
    door.keys.add("een-sleutel")
    code, out, _ = connect(door, "tryton", "boeken", "--json", "--key-file", str(file))
    assert (code, json.loads(out)["checked"]) == (0, True)
    assert token("boeken") == "een-sleutel"
    monkeypatch.setattr(getpass, "getpass", lambda _: "een-sleutel-verder")
    door.keys.add("een-sleutel-verder")
    assert connect(door, "tryton", "boeken")[0] == 0
    assert token("boeken") == "een-sleutel-verder"


def test_a_key_whose_package_has_no_known_address(door: Doorman, tmp_path: Path) -> None:
    file = tmp_path / "sleutel"
    file.write_text("een-sleutel", encoding="utf-8")
    door.base = ""
    code, out, err = connect(door, "tryton", "boeken", "--json", "--key-file", str(file))
    assert (code, json.loads(out)["checked"]) == (0, None)
    assert "--base" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tryton", "x", "--code", "y"), "takes a key"),
        (("tryton", "x", "--link"), "takes a key"),
        (("exact", "x", "--key-file", "y"), "takes no key"),
        (("exact", "Met Hoofdletters", "--link"), "small letters"),
        (("exact", "x", "--link", "--to", "A/B"), "small letters"),
        (("tryton", "x", "--key-file", "/dev/null"), "niets opgegeven"),
        (("tryton", "x", "--key-file", "/is/er/niet"), "No such file"),
        (("onbekend", "x"), "invalid choice"),
    ],
)
def test_wrong_use(door: Doorman, words: tuple[str, ...], said: str) -> None:
    code, out, err = connect(door, *words)
    assert (code, out) == (2, "")
    assert said in err


def test_one_name_one_kind_and_one_tenant_of_several(door: Doorman, deployed: Deployed) -> None:
    connect(door, "exact", "exact", "--code", CODE)
    assert "kind exact already" in connect(door, "tryton", "exact", "--key-file", "/dev/null")[2]
    deployed.adopt(MAPPING.replace('"zorggroep"', '"ander"'), "ander/noord.toml")
    code, _, err = connect(door, "exact", "exact", "--link")
    assert code == 2
    assert "ander, zorggroep" in err
    assert state(door, "--to", "ander") != state(door, "--to", "zorggroep/noord")


def test_an_app_that_nobody_filled_in(door: Doorman) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId="apps", SecretString="{}")
    code, _, err = connect(door, "exact", "exact", "--link")
    assert code == 1
    assert "docs/connecting.md" in err


@pytest.mark.usefixtures("deployed")
def test_a_stage_that_is_not_there() -> None:
    done = koppeling("connect", *STAGE, "exact", "exact", "--link")
    assert done.returncode == 2
    assert "stage test cannot be reached" in done.stderr


def test_the_secrets_are_encrypted_with_the_key_of_the_stage(
    door: Doorman, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(Name="met-sleutel", SecretString=json.dumps({"exact": APP}), KmsKeyId="k")
    settings: Any = Office.of().settings
    object.__setattr__(settings, "apps", "met-sleutel")
    of = Office(settings)
    monkeypatch.setattr(Office, "deployed", classmethod(lambda *_: of))
    assert connect(door, "exact", "exact", "--code", CODE)[0] == 0
    made = secrets.describe_secret(SecretId="test/connection/zorggroep/exact/1")
    assert made["KmsKeyId"] == "k"
