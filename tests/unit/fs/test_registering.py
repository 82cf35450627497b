"""Who answers for s3://, and from when on."""

import subprocess
import sys

PROGRAM = """
import sys, ssl, asyncio, aiohttp
sys.platform = {platform!r}
import aws4web.fs
print("fsspec" in sys.modules)
import fsspec
for protocol in ("s3", "s3a"):
    print(getattr(fsspec.registry.get(protocol), "__module__", None))
"""


def seen(platform: str) -> list[str]:
    command = [sys.executable, "-c", PROGRAM.format(platform=platform)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_importing_takes_over_in_pyodide_only() -> None:
    assert seen("linux") == ["False", "None", "None"]
    assert seen("emscripten") == ["True", "aws4web.fs._filesystem", "aws4web.fs._filesystem"]
