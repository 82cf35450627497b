"""The guide's page on servers: the Flask program, as its server runs it. tests/docs/test_readme.py has FastAPI's."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from .readme import ROOT, blocks_of
from .world import World, readers_world

PAGE = ROOT / "demo/guide/frameworks.md"
# In a process of its own, which finds AWS through the proxy.
ASK = """
import httpx
import flask

client = app.test_client()
bucket.put("reports/may.txt", "May was good")
sized, missing = client.get("/size/reports/may.txt"), client.get("/size/none")
link = client.get("/files/reports/may.txt")
form = client.post("/upload-form/photo.png")
with client:
    print(flask.json.dumps({
        "size": [sized.status_code, sized.json],
        "missing": [missing.status_code, missing.json],
        "link": [link.status_code, link.location],
        "form": form.json,
    }))
"""


def answers(world: World) -> dict[str, Any]:
    """What the program answers to a few requests."""
    [block] = [block for block in blocks_of(PAGE) if block.language == "python flask"]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"HTTPS_PROXY": world.internet.url, "SSL_CERT_FILE": str(world.internet.certificate)}
    given = "\n".join(f"{name} = {value!r}" for name, value in world.names.items())
    program = f"{given}\n{block.code}\n{ASK}"
    done = subprocess.run(
        [sys.executable, "-"],
        cwd=ROOT,
        env=environment,
        input=program,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return httpx.Response(200, text=done.stdout).json()


def test_flask(tmp_path: Path) -> None:
    with readers_world(tmp_path) as world:
        got = answers(world)
        assert got["size"] == [200, 12]
        assert got["missing"] == [404, {"error": "NoSuchKey"}]
        status, link = got["link"]
        with httpx.Client(base_url=world.aws.endpoint, trust_env=False) as local:
            url = httpx.URL(link)
            file = local.get(url.raw_path.decode(), headers={"Host": url.host})
            form = httpx.URL(got["form"]["url"])
            small, empty = (
                local.post("/", headers={"Host": form.host}, data=got["form"]["fields"], files={"file": content})
                for content in (b"a picture", b"")
            )
    assert (status, file.text) == (302, "May was good")
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''may.txt"
    assert (small.status_code, empty.status_code) == (204, 400)
