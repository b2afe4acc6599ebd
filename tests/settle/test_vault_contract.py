"""Both adapters of the vault keep the same promises.

1. A connection is opened once; there is no lease on what was never opened.
2. One lease at a time; an old fence gives nothing back and moves nothing.
3. A version is kept once: the same again is the same, another secret is a Conflict.
4. Exactly the version that was asked, whatever came later; None for one that was never kept.
5. Moving writes the item and gives the lease back, both or none.
6. Somebody is told once that a connection is lost, and again after it was mended.
7. Connecting takes the next free version; it is refused while another holds the lease.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto import mock_aws

from koppeling.aws.connections import AwsVault, registered
from koppeling.aws.keys import Owner
from koppeling.model.errors import Conflict, ConnectorUnavailable
from koppeling.settle.bounds import Bounds
from koppeling.settle.consent import EXPIRED, Consent, establish, lose
from koppeling.settle.memory import MemoryVault
from koppeling.settle.vault import Connection, Secret, Vault
from tests.settle.test_store_contract import make_table

BOUNDS = Bounds(timeout=300, lease=360, quiet=420)
FRESH = Connection("zorggroep", "exact", "exact")
OLD = Secret("a1", "r1", 10, 580, 610)
NEW = Secret("a2", "r2", 590, 1160, 1190)


def aws(table: Any, name: str = "exact") -> AwsVault:
    client = boto3.client("secretsmanager", "eu-west-1")
    return AwsVault(table, client, "koppeling-test/connection/", Owner("zorggroep", name))


@pytest.fixture(params=["memory", "aws"])
def vault(request: Any) -> Iterator[Vault]:
    if request.param == "memory":
        yield MemoryVault()
        return
    with mock_aws():
        yield aws(make_table())


def opened(vault: Vault) -> Vault:
    vault.open(FRESH)
    return vault


def test_opened_once(vault: Vault) -> None:
    assert vault.read() is None
    assert vault.lease(0, 10) is None
    vault.open(FRESH)
    vault.open(replace(FRESH, base="https://elsewhere.example"))
    assert vault.read() == FRESH


def test_one_lease_at_a_time(vault: Vault) -> None:
    opened(vault)
    first = vault.lease(100, 10)
    assert first is not None
    assert vault.lease(109, 10) is None
    second = vault.lease(110, 10)
    assert second is not None
    assert second > first
    vault.release(first)
    assert vault.lease(111, 10) is None
    with pytest.raises(Conflict):
        vault.move(first, FRESH.holding(FRESH.next, OLD))
    assert vault.read() == FRESH
    vault.release(second)
    assert vault.lease(111, 10) is not None


def test_a_version_is_kept_once_and_read_exactly(vault: Vault) -> None:
    opened(vault)
    one = FRESH.next
    two = FRESH.holding(one, OLD).next
    assert vault.secret(one) is None
    for _ in range(2):
        vault.keep(one, OLD)
    vault.keep(two, NEW)
    with pytest.raises(Conflict):
        vault.keep(one, NEW)
    assert (vault.secret(one), vault.secret(two)) == (OLD, NEW)


def test_moving_gives_the_lease_back(vault: Vault) -> None:
    opened(vault)
    fence = vault.lease(0, 10)
    assert fence is not None
    moved = FRESH.holding(FRESH.next, OLD)
    vault.move(fence, moved)
    assert vault.read() == moved
    assert vault.lease(1, 10) is not None


def test_told_once_until_it_is_mended(vault: Vault) -> None:
    establish(opened(vault), lambda: OLD, lambda: 20, BOUNDS)
    for moment in (100, 200):
        lose(vault, partial(int, moment), BOUNDS)
        found = vault.read()
        assert found is not None
        assert found.lost == 100
        assert vault.first_told() == (moment == 100)
        assert not vault.first_told()
    establish(vault, lambda: NEW, lambda: 300, BOUNDS)
    lose(vault, lambda: 400, BOUNDS)
    assert vault.first_told()


def test_connecting_again_takes_the_next_free_version(vault: Vault) -> None:
    first = establish(opened(vault), lambda: OLD, lambda: 20, BOUNDS)
    vault.keep(first.next, Secret("crashed", "crashed"))
    second = establish(vault, lambda: NEW, lambda: 600, BOUNDS)
    assert second.version not in (first.version, first.next)
    assert vault.read() == second
    assert vault.secret(second.version) == NEW
    assert vault.secret(first.version) == OLD


def test_connecting_waits_for_who_renews(vault: Vault) -> None:
    opened(vault)
    vault.lease(0, 360)
    with pytest.raises(ConnectorUnavailable) as why:
        establish(vault, lambda: OLD, lambda: 10, BOUNDS)
    assert why.value.code == "locked"


def test_who_connects_too_slowly_starts_again(vault: Vault) -> None:
    """A laptop that slept has no time-out: meanwhile its lease ended and another took it."""
    before = establish(opened(vault), lambda: OLD, lambda: 20, BOUNDS)

    def slept() -> Secret:
        assert vault.lease(30 + BOUNDS.lease, BOUNDS.lease) is not None
        return NEW

    with pytest.raises(ConnectorUnavailable) as why:
        establish(vault, slept, lambda: 30, BOUNDS)
    assert why.value.code == "locked"
    assert vault.read() == before
    assert vault.lease(31 + BOUNDS.lease, 10) is None, "the other's lease runs on"


def test_what_cannot_be_obtained_leaves_it_as_it_was(vault: Vault) -> None:
    before = establish(opened(vault), lambda: OLD, lambda: 20, BOUNDS)

    def refused() -> Secret:
        raise ConnectorUnavailable(EXPIRED)

    with pytest.raises(ConnectorUnavailable):
        establish(vault, refused, lambda: 30, BOUNDS)
    assert vault.read() == before
    assert vault.lease(31, 10) is not None


def test_a_key_is_never_due(vault: Vault) -> None:
    establish(opened(vault), lambda: Secret("sleutel"), lambda: 20, BOUNDS)

    def never(_: Connection, __: str) -> None:
        pytest.fail("a key does not rotate")

    token = Consent(vault, never, lambda: 10**9, BOUNDS, 10**9 + 300, rest=7 * 86_400)
    assert token() == "sleutel"
    lose(vault, lambda: 10**9, BOUNDS)
    assert token() == "sleutel"  # of this call of the function; the next one asks again
    token.held = None
    with pytest.raises(ConnectorUnavailable) as why:
        token()
    assert why.value.code == "consent_expired"


def test_no_renewal_that_there_is_no_time_to_keep(vault: Vault) -> None:
    establish(opened(vault), lambda: OLD, lambda: 20, BOUNDS)

    def never(_: Connection, __: str) -> None:
        pytest.fail("it was asked")

    with pytest.raises(ConnectorUnavailable):
        Consent(vault, never, lambda: 600, BOUNDS, 640)()
    assert vault.lease(601, 10) is not None


def test_connections_apart_and_registered() -> None:
    with mock_aws():
        table = make_table()
        one, other = aws(table, "een"), aws(table, "ander")
        for vault in (one, other):
            vault.open(replace(FRESH, id=vault.owner.id))
        one.keep(FRESH.next, OLD)
        assert other.secret(FRESH.next) is None
        assert [o.id for o in registered(table)] == ["ander", "een"]


def test_versions_lie_in_two_secrets() -> None:
    """A token that is renewed all day makes 151 versions; a secret has room for 100 of a day."""
    names = [Owner("zorggroep", "exact").secret("p/", n) for n in range(151)]
    assert max(names.count(n) for n in set(names)) < 100


def away(vault: AwsVault, error: Exception, patch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error

    for client in (vault.table.meta.client, vault.secrets):
        patch.setattr(client, "_make_api_call", fails)


CALLS: tuple[Callable[[AwsVault], Any], ...] = (
    lambda v: v.read(),
    lambda v: v.open(FRESH),
    lambda v: v.lease(0, 10),
    lambda v: v.release(1),
    lambda v: v.secret(FRESH.next),
    lambda v: v.keep(FRESH.next, OLD),
    lambda v: v.move(1, FRESH),
    lambda v: v.first_told(),
)


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ThrottlingException", "Message": "r1"}}, "x"),
        ConnectTimeoutError(endpoint_url="https://x"),
    ],
)
def test_a_store_that_is_away_is_unavailable(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_aws():
        vault = aws(make_table())
        vault.open(FRESH)
        away(vault, error, monkeypatch)
        for call in CALLS:
            with pytest.raises(ConnectorUnavailable):
                call(vault)
