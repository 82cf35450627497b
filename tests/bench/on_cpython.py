"""The figures of CPython: signing beside the other libraries that sign there."""

import asyncio
from functools import partial

from aws4web import AwsClient, AwsV4Signer

from . import request, signers
from .figures import Goal, Measure, ratio
from .stage import Stage
from .timing import Contender, in_turns, repeat, repeat_awaiting

SIGN = Goal(
    "warm header signature on CPython, beside awscrt (C)",
    "`await AwsV4Signer(…).sign()`, and each library's own request signed, as in signers.py; best of 7 rounds in turns",
    1.1,
    0.8,
)
CLIENT = Goal(
    "`AwsClient.sign` on CPython, beside botocore",
    "a signed request, ready to send, beside `SigV4Auth.add_auth` of an `AWSRequest`; best of 7 rounds in turns",
    0.9,
    0.6,
)

_keys = {"access_key_id": request.ACCESS_KEY_ID, "secret_access_key": request.SECRET_ACCESS_KEY}
_scope = {"service": request.SERVICE, "region": request.REGION}


def sign(stage: Stage) -> list[Measure]:
    """The signer alone."""
    signer = partial(AwsV4Signer, url=request.URL, headers=request.HEADERS, body=request.BODY, cache={}, **_keys)
    contenders = {name: repeat(function) for name, function in signers.SIGNERS.items()}
    contenders["aws4web"] = repeat_awaiting(lambda: signer(**_scope).sign())
    contenders["scope found"] = repeat_awaiting(lambda: signer().sign())
    best = _best(stage, contenders)
    ours = ("aws4web", best["aws4web"])
    return [
        ratio("service and region given", SIGN, ours, ("awscrt", best["awscrt"])),
        ratio("found in the URL", None, ("aws4web", best["scope found"]), ("awscrt", best["awscrt"])),
        *[ratio(f"beside {name}", None, ours, (name, best[name])) for name in signers.SIGNERS if name != "awscrt"],
    ]


def client(stage: Stage) -> list[Measure]:
    """The client; its result is ready to send."""
    aws = AwsClient(**_keys, **_scope)
    best = _best(
        stage,
        {
            "aws4web": repeat_awaiting(lambda: aws.sign(request.URL, headers=request.HEADERS, body=request.BODY)),
            "botocore": repeat(signers.botocore),
            "prepared": repeat(signers.botocore_prepared),
        },
    )
    ours = ("aws4web", best["aws4web"])
    return [
        ratio("`add_auth` alone", CLIENT, ours, ("botocore", best["botocore"])),
        ratio("and `AWSRequest.prepare`", None, ours, ("botocore", best["prepared"])),
    ]


def _best(stage: Stage, contenders: dict[str, Contender]) -> dict[str, float]:
    calls = 20 if stage.is_quick else 2000
    times = asyncio.run(in_turns(contenders, rounds=stage.rounds(7), calls=calls))
    return {name: min(rounds) for name, rounds in times.items()}
