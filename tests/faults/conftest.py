"""The fault server that all of these tests share."""

import gc
from collections.abc import Iterator

import pytest

from .fault_process import FaultServer, fault_server

pytest.register_assert_rewrite("tests.faults.cases")


@pytest.fixture(scope="package", autouse=True)
def only_own_garbage() -> Iterator[None]:
    """Each case collects garbage, which would take a second if it looked through what all earlier tests left."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def server() -> Iterator[FaultServer]:
    """The fault server."""
    with fault_server() as running:
        yield running
