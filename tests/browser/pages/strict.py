"""Sign, and send to the local AWS, under a strict Content-Security-Policy."""

import json

from js import given, violations
from pyodide.code import run_js

from aws4web import AwsClient, AwsV4Signer
from aws4web._platform import PLATFORM

vanilla = AwsV4Signer(**given.vanilla.to_py())
aws = AwsClient(**given.aws.to_py(), service="s3")
bucket = f"{given.endpoint}/strict"
made = await aws.fetch(bucket, method="PUT")  # noqa: F704, PLE1142 - the page awaits the script
key = f"{bucket}/a b+c=%C3%A9"
put = await aws.fetch(key, method="PUT", body=b"\x00\xff bytes")  # noqa: F704, PLE1142
got = await aws.fetch(key)  # noqa: F704, PLE1142
presigned = await aws.sign(key, aws={"sign_query": True})  # noqa: F704, PLE1142
result = {
    "signature": await vanilla.signature(),  # noqa: F704, PLE1142
    "crypto": PLATFORM.crypto.__name__,
    "statuses": [made.status, put.status, got.status],
    "body": (await got.bytes()).hex(),  # noqa: F704, PLE1142
    "presigned": presigned.url,
    "violations": list(violations),
}
try:
    run_js("1 + 1")
    result["eval"] = "works"
except Exception as error:
    result["eval"] = str(error)
json.dumps(result)
