"""Runs all programs here: `python -m tests.libraries.runner NAME ENDPOINT BUCKET [LIBRARIES]`.

NAME says who answers for s3://: aws4web, or s3fs, which has a venv of its own; LIBRARIES has what it lacks.
The keys are those of the environment. It prints, by program, what it returned or the error that ended it, and what
aws4web sent for it: method, path, and bytes of the answer.
"""

import json
import sys
import traceback
from typing import Any

Sent = list[tuple[str, str, int]]


def spied() -> Sent:
    """What aws4web sends from now on in this process."""
    from urllib.parse import urlsplit

    from aws4web._platform.cpython.connections import Connections

    sent: Sent = []
    send = Connections.send

    async def spy(self: Any, signed: Any) -> Any:
        received = await send(self, signed)
        size = int(received.headers.get("content-length") or 0)
        sent.append((signed.method, urlsplit(signed.url).path, 0 if signed.method == "HEAD" else size))
        return received

    Connections.send = spy
    return sent


def file_system(name: str, endpoint: str) -> Any:
    """That which answers for s3://, with what is configured."""
    import fsspec
    from fsspec.config import conf

    conf["s3"] = {"endpoint_url": endpoint, "client_kwargs": {"region_name": "us-east-1"}}
    if name == "aws4web":
        from aws4web.fs import register

        register()
    return fsspec.filesystem("s3")


def main(name: str, endpoint: str, bucket: str, libraries: str = "") -> None:
    """See above."""
    if libraries:
        sys.path.append(libraries)  # last: its own fsspec, aiohttp and botocore stay
    from .programs import PROGRAMS

    sent: Sent = spied() if name == "aws4web" else []
    fs = file_system(name, endpoint)
    done: dict[str, Any] = {}
    for title, program in PROGRAMS.items():
        before, result, error = len(sent), None, None
        try:
            result = program(fs, f"{bucket}/{title}")
        except Exception:
            error = traceback.format_exc()
        done[title] = {"result": result, "error": error, "sent": sent[before:]}
    print(json.dumps({"by": type(fs).__module__, "done": done}))


if __name__ == "__main__":
    main(*sys.argv[1:])
