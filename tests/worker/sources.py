"""The Worker's files, with Cloudflare's SDK, as they are laid out in a Worker."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKER = ROOT / "demo/worker"
SDK = ROOT / ".cache/worker-sdk"
RUNTIME = Path(__file__).with_name("worker_runtime.py")


def worker_files() -> dict[str, str]:
    """Their texts by name."""
    if not (SDK / "workers").is_dir():
        raise FileNotFoundError(f"there is no {SDK}: run the tests by ./build.sh test")
    files = {str(path.relative_to(SDK)): path.read_text() for path in (SDK / "workers").rglob("*.py")}
    files |= {path.name: path.read_text() for path in (WORKER / "src").glob("*.py")}
    return files | {RUNTIME.name: RUNTIME.read_text()}
