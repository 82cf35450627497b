"""fsspec's own tests of file systems, unmodified, at two servers that verify signatures.

Its tests of mv move local files only (`fsspec.tests.abstract.mv`): ours are in test_fs.py. Unsupported is only what S3
has not: empty directories.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from fsspec.tests.abstract import (
    AbstractCopyTests,
    AbstractFixtures,
    AbstractGetTests,
    AbstractOpenTests,
    AbstractPipeTests,
    AbstractPutTests,
)

from aws4web.fs import S3FileSystem

from .conftest import Server


@pytest.fixture(scope="module", params=["moto", "swift_s3"])
def file_system(request: pytest.FixtureRequest) -> Any:
    """That of each server."""
    server: Server = request.getfixturevalue(request.param)
    keys = {"key": server.access_key_id, "secret": server.secret_access_key}
    return S3FileSystem(**keys, endpoint_url=server.endpoint, region=server.region)


@pytest.fixture(scope="module")
def new_bucket(file_system: Any) -> Iterator[str]:
    """One for all of them: they clean up after themselves."""
    name = f"b-{uuid4().hex}"
    file_system.mkdir(name)
    yield name
    file_system.rm(name, recursive=True)


class Fixtures(AbstractFixtures):
    """No empty directories: S3 has none."""

    @pytest.fixture
    def fs(self, file_system: Any) -> Any:
        return file_system

    @pytest.fixture
    def fs_path(self, new_bucket: str) -> str:
        return new_bucket

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
