"""fsspec's own tests of file systems, unmodified, which pytest collects here, in the page.

Unsupported is only what S3 has not: empty directories.
"""

from collections.abc import Callable
from typing import Any

import pytest
from fsspec.tests.abstract import (
    AbstractCopyTests,
    AbstractFixtures,
    AbstractGetTests,
    AbstractOpenTests,
    AbstractPipeTests,
    AbstractPutTests,
)

GIVEN: dict[str, Any] = {}
"""The file system, and a bucket."""


class Fixtures(AbstractFixtures):
    """Those of S3."""

    @pytest.fixture
    def fs(self) -> Any:
        return GIVEN["fs"]

    @pytest.fixture
    def fs_path(self) -> str:
        return GIVEN["bucket"]

    @pytest.fixture
    def fs_join(self) -> Callable[..., str]:
        return lambda *parts: "/".join(parts)

    @pytest.fixture
    def supports_empty_directories(self) -> bool:
        return False


class TestCopy(Fixtures, AbstractCopyTests):
    pass


class TestGet(Fixtures, AbstractGetTests):
    pass


class TestPut(Fixtures, AbstractPutTests):
    pass


class TestOpen(Fixtures, AbstractOpenTests):
    pass


class TestPipe(Fixtures, AbstractPipeTests):
    pass
