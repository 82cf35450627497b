"""Pages and workers of three browsers, and the S3 that they use."""

from pathlib import Path
from typing import Any

import pytest

from demo.localhost.aws.local_aws import LocalAws

from ...faults.browser.conftest import Page, page, page_server, pages

__all__ = ["Page", "page", "page_server", "pages"]

PLACES = [f"{browser}{place}" for browser in ("chromium", "firefox", "webkit") for place in ("", ", in a worker")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of a page one after another: it takes long to load."""

    def place(item: pytest.Item) -> int:
        return PLACES.index(item.callspec.params["page"])

    own = [index for index, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    for index, item in zip(own, sorted([items[index] for index in own], key=place), strict=True):
        items[index] = item


@pytest.fixture(scope="session")
def options(local: LocalAws) -> dict[str, Any]:
    """Those of a file system on the local AWS."""
    return {
        "key": local.access_key_id,
        "secret": local.secret_access_key,
        "endpoint_url": local.endpoint,
        "region": local.region,
    }
