"""A connection as `connect` leaves it, in whatever cloud the settings of this process name."""

import json

import boto3

from koppeling.aws.connections import AwsVault
from koppeling.aws.consents import Consents
from koppeling.aws.keys import Owner
from koppeling.aws.office import Office
from koppeling.settle.consent import establish
from koppeling.settle.vault import Connection, Secret
from tests.doorman import APP, Doorman


def connected(door: Doorman, name: str = "exact", kind: str = "exact", *, at: int) -> AwsVault:
    """The next token of this door, or a key, as given at epoch seconds `at`."""
    consents = Consents(Office.of())
    apps = consents.office.settings.apps
    boto3.client("secretsmanager").put_secret_value(
        SecretId=apps, SecretString=json.dumps({"exact": APP})
    )
    vault = consents.vault(Owner("zorggroep", name))
    vault.open(Connection("zorggroep", name, kind, door.base))
    door.given += kind == "exact"
    rotating = Secret(f"toegang-{door.given}", f"verversing-{door.given}", at, at + 570, at + 600)
    secret = rotating if kind == "exact" else Secret("een-sleutel")
    establish(vault, lambda: secret, lambda: at, consents.office.bounds)
    return vault
