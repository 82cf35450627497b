"""Sign and send on an insecure origin, which has no `crypto.subtle`."""

import json
import sys

import js

from aws4web import AwsClient, AwsV4Signer
from aws4web._platform import PLATFORM

given = js.given.to_py()
response = await AwsClient(**given["aws"]).fetch(given["url"], body=b"\x00\xff bytes")  # noqa: F704, PLE1142
json.dumps(
    {
        "secure": js.isSecureContext,
        "subtle": getattr(js.crypto, "subtle", None) is not None,
        "crypto": PLATFORM.crypto.__name__,
        "imported": sorted(name for name in sys.modules if name.startswith("aws4web._platform") and "crypto" in name),
        "signature": await AwsV4Signer(**given["vanilla"]).signature(),  # noqa: F704, PLE1142
        "status": response.status,
    }
)
