"""A whole fetch of each client, and the bare fetch of the same request awaited from Python and from JavaScript."""

from typing import Any

import js
from timing import in_turns, repeat_awaiting

from aws4web import AwsClient


async def main(given: dict[str, Any]) -> dict[str, list[float]]:
    scope = {name: given[name] for name in ("access_key_id", "secret_access_key", "service", "region")}
    sink, headers, body = given["sink"], given["headers"], given["body"]
    aws = AwsClient(**scope)
    js_init = await js.rival.signOnce()
    contenders = {
        "aws4web": repeat_awaiting(lambda: aws.fetch(sink, method="POST", headers=headers, body=body)),
        "bare from Python": repeat_awaiting(lambda: js.fetch(sink, js_init)),
        "aws4fetch": js.rival.fetchSigned,
        "bare from JavaScript": js.rival.fetchBare,
    }
    return await in_turns(contenders, rounds=given["rounds"], calls=given["calls"], warm_up=given["rounds"])
