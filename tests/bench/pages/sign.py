"""A warm signature: aws4web, botocore in the same Pyodide, aws4fetch in the same window or worker."""

from functools import partial
from typing import Any

import js
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from timing import in_turns, repeat, repeat_awaiting

from aws4web import AwsV4Signer


async def main(given: dict[str, Any]) -> dict[str, list[float]]:
    url, headers, body = given["url"], given["headers"], given["body"]
    keys = {name: given[name] for name in ("access_key_id", "secret_access_key")}
    cache: dict[Any, Any] = {}
    signer = partial(AwsV4Signer, url=url, headers=headers, body=body, cache=cache, **keys)
    auth = SigV4Auth(Credentials(*keys.values()), given["service"], given["region"])
    contenders = {
        "aws4web": repeat_awaiting(lambda: signer().sign()),
        "aws4fetch": js.rival.sign,
        "botocore": repeat(lambda: auth.add_auth(AWSRequest("POST", url, headers, body))),
    }
    # Rounds of some 10 ms: the page's clock ticks every 0.1 ms.
    calls = {"aws4web": 100, "aws4fetch": 200, "botocore": 100}
    return await in_turns(contenders, rounds=given["rounds"], calls=calls, warm_up=given["rounds"])
