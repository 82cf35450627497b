"""The guide's page on files, with the libraries that it names: its blocks one after another, at AWS's host names."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.docs.readme import ROOT, blocks_of, check
from tests.docs.world import readers_world

PAGE = ROOT / "demo/guide/fsspec.md"


def test_the_page(tmp_path: Path) -> None:
    blocks = blocks_of(PAGE)
    assert [block.language for block in blocks] == ["python", "python libraries"]
    with readers_world(tmp_path) as world:
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment |= {"HTTPS_PROXY": world.internet.url, "SSL_CERT_FILE": str(world.internet.certificate)}
        done = subprocess.run(
            [sys.executable, "-m", "tests.docs.runner"],
            cwd=ROOT,
            env=environment,
            input=json.dumps({"blocks": [block.code for block in blocks], "names": world.names}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert set(world.internet.hosts) == {"my-bucket.s3.us-east-1.amazonaws.com"}
    for block, result in zip(blocks, json.loads(done.stdout), strict=True):
        assert result["error"] is None, result["error"]
        check(block, result["shown"])
