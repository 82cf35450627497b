"""The guide's blocks that need more than the package: FastAPI's programs, policies, aws4fetch's program."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aws4web.s3 import cors_rule

from .readme import ROOT, Block, blocks
from .world import World, readers_world

SERVERS = [block for block in blocks("python server") if block.file == "frameworks.md"]
AWS4FETCH = ROOT / ".cache/npm/node_modules/aws4fetch/dist/aws4fetch.esm.mjs"
# Whatever is sent comes back as it is.
ECHO = """
globalThis.fetch = async (request) => {
  if (!request.headers.get("authorization")?.startsWith("AWS4-HMAC-SHA256 ")) throw new Error("not signed");
  return new Response(await request.text());
};
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What the reader has."""
    with readers_world(tmp_path_factory.mktemp("internet")) as world:
        yield world


# ---- Servers ----


def program(block: Block, world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a block defines."""
    monkeypatch.setenv("HTTPS_PROXY", world.internet.url)
    monkeypatch.setenv("SSL_CERT_FILE", str(world.internet.certificate))
    own = {"MY_ACCESS_KEY": world.aws.access_key_id, "MY_SECRET_KEY": world.aws.secret_access_key}
    namespace: dict[str, Any] = {"__name__": "server", "__file__": block.file, **world.names, **own}
    exec(compile(block.code, block.file, "exec"), namespace)  # noqa: S102 - our own guide
    return namespace


def asking(app: Any) -> httpx.AsyncClient:
    """A client of an ASGI application."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://server")


async def test_a_form(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = program(SERVERS[0], world, monkeypatch)
    async with defined["lifespan"](defined["app"]), asking(defined["app"]) as client:
        form = (await client.get("/form/ada")).json()
    assert form["url"] == "https://my-bucket.s3.us-east-1.amazonaws.com/"
    assert form["fields"]["key"] == "uploads/ada/${filename}"


async def test_keys_for_a_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = program(SERVERS[1], world, monkeypatch)
    async with asking(defined["app"]) as client:
        keys = (await client.get("/credentials")).json()
    assert keys["AccessKeyId"].startswith("ASIA")
    assert keys.keys() == {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}


# ---- Policies, and CORS ----


def test_the_cors_rule() -> None:
    [block] = blocks("json cors")
    assert json.loads(block.code) == [cors_rule("https://my.page")]


@pytest.mark.parametrize("block", blocks("json policy"), ids=lambda block: f"{block.file} line {block.line}")
def test_policies(block: Block) -> None:
    """AWS's grammar, as far as it is used; none that lets everybody write everywhere."""
    policy = json.loads(block.code)
    assert policy["Version"] == "2012-10-17"
    for statement in policy["Statement"]:
        assert statement.keys() <= {"Effect", "Action", "Resource", "Principal", "Condition"}
        assert ("Resource" in statement) != ("Principal" in statement)
        assert statement.get("Resource", "").removeprefix("arn:aws:s3:::") != "*"
        if "Principal" in statement:
            assert any(name.endswith(":aud") for name in statement["Condition"]["StringEquals"])


# ---- From aws4fetch ----


def test_the_program_of_aws4fetch(tmp_path: Path, world: World) -> None:
    [block] = blocks("js aws4fetch")
    keys = [f"const {name} = {json.dumps(world.names[name])};" for name in world.names if name.startswith("MY_")]
    code, count = re.subn('from "aws4fetch"', f'from "{AWS4FETCH.as_uri()}"', block.code)
    assert count == 1
    script = tmp_path / "program.mjs"
    script.write_text("\n".join([*keys, ECHO, code, "console.log(JSON.stringify({ event, url: signed.url }));"]))
    done = subprocess.run(["node", str(script)], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert shown["event"] == {"my": "event"}
    assert "&X-Amz-Signature=" in shown["url"]
