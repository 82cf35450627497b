"""A local AWS that trusts an issuer. What it issues is undone by no test, so each asks for its own."""

from collections.abc import Iterator

import pytest

from demo.localhost.aws.identity import Identity
from demo.localhost.aws.local_aws import LocalAws

from .identity_clients import Clients
from .issuer import CLIENT, Issuer


@pytest.fixture(scope="session")
def started_issuer() -> Iterator[Issuer]:
    """The issuer, which the tests of a session share."""
    with Issuer() as running:
        yield running


@pytest.fixture
def issuer(started_issuer: Issuer, local: LocalAws) -> Iterator[Issuer]:
    """An issuer that the local AWS trusts. What a test changes of it is set back."""
    local.identity.trust(started_issuer.url, CLIENT)
    yield started_issuer
    started_issuer.status, started_issuer.claimed = 200, started_issuer.url


@pytest.fixture
def identity(local: LocalAws) -> Iterator[Identity]:
    """What issues credentials, with its own clock and lives again after the test."""
    vault = local.identity.vault
    clock = vault.clock
    yield local.identity
    vault.clock, vault.life = clock, None


@pytest.fixture
def clients(local: LocalAws) -> Clients:
    """boto3 clients."""
    return Clients(local)
