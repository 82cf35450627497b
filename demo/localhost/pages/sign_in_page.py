"""The sign-in page, demo/pyscript/sign-in/: its addresses, what its answers carry, and what it is told."""

import asyncio
import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

from aws4web import AwsClient

from ..issuer.issuer_process import Issuer
from ..project import DEMO

if TYPE_CHECKING:
    from ..aws.local_aws import LocalAws
    from .demo_page_server import DemoServer

PAGE = DEMO / "pyscript/sign-in"
SHARED = DEMO / "sign_in"  # with the demo page
ADDRESS = "/pyscript/sign-in/"
CONFIG = f"{ADDRESS}config.json"
BUCKET = "sign-in-demo"
OBJECTS = {
    "notes/monday.txt": "Rain.\n",
    "notes/tuesday.txt": "Sun, at last.\n",
    "pictures/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>\n',
    "readme.txt": "Whoever is signed in may list this bucket.\n",
}


def sign_in_files(packages: Path) -> dict[str, Path]:
    """The addresses of the page, and of oauth4webapi in npm's folder `packages`."""
    files = {f"{ADDRESS}{path.name}": path for path in PAGE.iterdir()}
    files |= {f"/sign_in/{path.name}": path for path in SHARED.glob("*.py")}
    module = packages / "oauth4webapi/build/index.js"
    return {ADDRESS: PAGE / "index.html", "/pyscript/oauth4webapi.js": module, **files}


def tell_sign_in(server: "DemoServer", issuer: Issuer, aws: "LocalAws") -> None:
    """Have the server tell the page which issuer and which AWS there are; these two must know each other by then."""
    # When it is first asked for: the demo page's visitor finds an AWS without buckets.
    server.made[CONFIG] = functools.cache(lambda: sign_in_config(issuer, aws))
    # What the page itself cannot say, or not as narrowly. Its own policy, in index.html, applies too.
    server.headers[ADDRESS] = {
        "Content-Security-Policy": f"connect-src 'self' {issuer.url} {aws.endpoint}; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def sign_in_config(issuer: Issuer, aws: "LocalAws") -> bytes:
    """What the page is told. Makes the bucket that it lists."""
    asyncio.run(_make_bucket(aws))
    config = {
        "issuer": issuer.url,
        "client_id": issuer.client_id,
        "role_arn": aws.web_identity_role,
        "bucket_url": f"{aws.endpoint}/{BUCKET}",
        "region": aws.region,
        "sts": aws.endpoint,
    }
    return json.dumps(config).encode()


async def _make_bucket(aws: "LocalAws") -> None:
    bucket = f"{aws.endpoint}/{BUCKET}"
    async with AwsClient(
        access_key_id=aws.access_key_id, secret_access_key=aws.secret_access_key, region=aws.region, service="s3"
    ) as client:
        for url, body in ((bucket, None), *((f"{bucket}/{key}", text) for key, text in OBJECTS.items())):
            await client.fetch(url, method="PUT", body=body, raise_for_status=True)
