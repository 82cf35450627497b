"""What all tests share."""

import gc
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from demo.localhost.aws.local_aws import LocalAws

# The tests themselves are so many objects that looking through them often takes a quarter of the time.
gc.set_threshold(50_000, 20)
# A job that a shell starts in the background ignores SIGINT, and so do its children; some tests end those with it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_LONGEST_ID = 60  # characters of a parameter that a test's name shows


def pytest_make_parametrize_id(val: object) -> str | None:
    """A log shows the beginning of a parameter that is a whole document."""
    if isinstance(val, str | bytes) and len(val) > _LONGEST_ID:
        return f"{val[:_LONGEST_ID]!r}…"
    return None


@pytest.fixture(scope="session")
def local() -> Iterator["LocalAws"]:
    """The local AWS: moto behind the gate."""
    # Imported only now: most tests need no botocore, which is slow to import.
    from demo.localhost.aws.local_aws import local_aws

    with local_aws() as running:
        yield running
