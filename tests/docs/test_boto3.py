"""The guide's page for those who come from boto3: each call made both ways, at AWS's host names."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from .readme import ROOT, blocks_of
from .world import readers_world

PAGE = ROOT / "demo/guide/boto3.md"
# boto3 asks the hosts that have a certificate here, and sends bodies whole: the local AWS reads none with checksums.
BOTO3 = {
    "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "regional",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
}


def test_both_ways_agree(tmp_path: Path) -> None:
    blocks = blocks_of(PAGE)
    assert {block.language for block in blocks} == {"python boto3"}
    codes = [block.code.replace("/tmp/", f"{tmp_path}/") for block in blocks]  # noqa: S108 - replaced
    with readers_world(tmp_path) as world:
        certificate = str(world.internet.certificate)
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment |= {"HTTPS_PROXY": world.internet.url, "SSL_CERT_FILE": certificate, "AWS_CA_BUNDLE": certificate}
        done = subprocess.run(
            [sys.executable, "-m", "tests.docs.runner"],
            cwd=ROOT,
            env=environment | BOTO3,
            input=json.dumps({"blocks": codes, "names": world.names}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    for block, result in zip(blocks, json.loads(done.stdout), strict=True):
        assert result["error"] is None, result["error"]
        proofs = [line for line in block.code.splitlines() if re.search(r"# (True|'ACTIVE')$", line)]
        seen = [value for line, _, value in result["shown"] if line and block.code.splitlines()[line - 1] in proofs]
        assert seen == ["ACTIVE" if "'ACTIVE'" in line else True for line in proofs], (block.name, proofs, seen)
