"""Pages and workers of three browsers, and the S3 that they use."""

from collections.abc import Iterator
from typing import Any

import pytest

from demo.localhost.aws.local_aws import LocalAws

from ...faults.browser.conftest import Page, page, page_server, pages

__all__ = ["Page", "page", "page_server", "pages"]

PLACES = [f"{browser}{place}" for browser in ("chromium", "firefox", "webkit") for place in ("", ", in a worker")]


@pytest.fixture(scope="session")
def options(local: LocalAws) -> dict[str, Any]:
    """Those of a file system on the local AWS."""
    return {
        "key": local.access_key_id,
        "secret": local.secret_access_key,
        "endpoint_url": local.endpoint,
        "region": local.region,
    }
