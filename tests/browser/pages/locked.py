"""What a page has that names aws4web in loadPyodide, with a lock that knows it: no micropip, and a signature."""

import json
import sys

from js import given, performance

from aws4web import AwsClient, AwsV4Signer

signature = await AwsV4Signer(**given.request.to_py()).signature()  # noqa: F704, PLE1142 - the page awaits the script
aws = AwsClient(**given.keys.to_py())
response = await aws.fetch(given.echo, aws={"service": "execute-api", "region": "us-east-1"})  # noqa: F704, PLE1142
json.dumps(
    {
        "signature": signature,
        "status": response.status,
        "micropip": "micropip" in sys.modules,
        "fetched": [entry.name for entry in performance.getEntriesByType("resource")],
    }
)
