"""The fault server that all of these tests share."""

from collections.abc import Iterator

import pytest

from .running import FaultServer, fault_server

pytest.register_assert_rewrite("tests.faults.cases")


@pytest.fixture(scope="session")
def server() -> Iterator[FaultServer]:
    """The fault server."""
    with fault_server() as running:
        yield running
