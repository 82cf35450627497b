"""What Cloudflare's tools read."""

import tomllib

from .sources import WORKER

WRANGLER = tomllib.loads((WORKER / "wrangler.toml").read_text())


def test_it_is_a_python_worker() -> None:
    assert (WORKER / WRANGLER["main"]).is_file()
    assert "python_workers" in WRANGLER["compatibility_flags"]
    project = tomllib.loads((WORKER / "pyproject.toml").read_text())
    assert project["project"]["dependencies"] == ["aws4web"]


def test_secrets_are_no_variables() -> None:
    source = (WORKER / "src/functions.py").read_text() + (WORKER / "src/entry.py").read_text()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "API_TOKEN"):
        assert name in source
        assert name not in WRANGLER["vars"]
    for name in WRANGLER["vars"]:
        assert name in source, "a variable that nothing reads"
