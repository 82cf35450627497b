"""OpenStack Swift with its s3api: a strict verifier of signatures that has nothing to do with botocore.

    python -m tests.servers.swift --install    install it into .cache/swift
    python -m tests.servers.swift              start it, print what a client needs, serve until Ctrl-C

Proxy, account, container and object server, one process each, on free ports of 127.0.0.1.
"""

import contextlib
import getpass
import http.client
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from demo.localhost.child_process import Child, StartError
from demo.localhost.ports import accepts, free_port

VERSION = "2.38.3"
HOME = Path(__file__).parents[2] / ".cache" / "swift"
REGION = "us-east-1"
USER = "test:tester"  # tempauth's access keys are account:user
SECRET = "swift+Secret/Key=0123456789"  # only of this server
START_UP = 60.0  # seconds
BACKENDS = ("account", "container", "object")

# One process for all three: importing Swift takes longer than making a ring.
MAKE_RINGS = """
import json, sys
from swift.common.ring import RingBuilder
folder, ports = sys.argv[1], json.loads(sys.argv[2])
for name, port in ports.items():
    builder = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
    address = {"ip": "127.0.0.1", "port": port, "replication_ip": "127.0.0.1", "replication_port": port}
    builder.add_dev({"region": 1, "zone": 1, "device": "d1", "weight": 1.0, "meta": "", **address})
    builder.rebalance()
    builder.get_ring().save(f"{folder}/{name}.ring.gz")
"""
SWIFT_CONF = """
[swift-hash]
swift_hash_path_suffix = local
swift_hash_path_prefix = local
[storage-policy:0]
name = only
default = yes
"""
# log_address names no socket, so that the log goes to the console.
COMMON = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
log_name = {name}
log_address = {folder}/no-socket
"""
BACKEND = """
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
fallocate_reserve = 0
"""
FILTERS = (
    "catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth copy slo dlo versioned_writes symlink"
)
PROXY = """
[pipeline:main]
pipeline = {filters} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
"""
# In addition to `use = egg:swift#name`
FILTER_SETTINGS = {
    "cache": "use = egg:swift#memcache\nmemcache_servers = 127.0.0.1:{memcached}",
    "s3api": "location = {region}\ncors_preflight_allow_origin = *\ndns_compliant_bucket_names = no",
    "tempauth": "user_test_tester = {secret} .admin",
    "versioned_writes": "allow_versioned_writes = true\nallow_object_versioning = true",
}


@dataclass(frozen=True)
class Swift:
    """What a client needs to call it."""

    endpoint: str
    access_key_id: str = USER
    secret_access_key: str = field(default=SECRET, repr=False)
    region: str = REGION


def install() -> Path:
    """The Python that has Swift; installed on the first call."""
    python = HOME / "venv" / "bin" / "python"
    done = HOME / "installed"
    if done.is_file() and done.read_text() == VERSION:
        return python
    done.unlink(missing_ok=True)
    make = [sys.executable, "-m", "venv", "--clear", HOME / "venv"]
    fill = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"swift=={VERSION}"]
    for command in (make, fill):
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise StartError(f"cannot install swift {VERSION}:\n{(result.stdout + result.stderr)[-2000:]}")
    done.write_text(VERSION)
    return python


@contextlib.contextmanager
def swift() -> Iterator[Swift]:
    """Serve within the `with` block. Raises StartError if Swift cannot be installed or does not start."""
    python = install()
    ports = {name: free_port() for name in (*BACKENDS, "proxy", "memcached")}
    # Not in /tmp: Swift keeps metadata in extended attributes, which a tmpfs may not have.
    with tempfile.TemporaryDirectory(prefix="data-", dir=HOME) as data, contextlib.ExitStack() as running:
        folder = Path(data)
        _write_settings(folder, ports)
        backends = json.dumps({name: ports[name] for name in BACKENDS})
        subprocess.run([python, "-c", MAKE_RINGS, folder, backends], check=True)
        if memcached := shutil.which("memcached"):  # halves the time of a request, though Swift can do without
            memory = [memcached, "-u", getpass.getuser(), "-l", "127.0.0.1", "-U", "0", "-m", "32"]
            memory += ["-p", str(ports["memcached"])]
            running.enter_context(Child("memcached", memory, log=folder / "log" / "memcached"))
        servers: dict[str, Child] = {}
        for name in (*BACKENDS, "proxy"):
            servers[name] = running.enter_context(_server(name, python, folder))
        for name, server in servers.items():
            server.wait_until(partial(accepts, ports[name]), seconds=START_UP, what="answer")
        servers["proxy"].wait_until(partial(_healthy, ports["proxy"]), seconds=START_UP, what="health")
        yield Swift(f"http://127.0.0.1:{ports['proxy']}")


def _server(name: str, python: Path, folder: Path) -> Child:
    command = [python.parent / f"swift-{name}-server", folder / f"{name}.conf", "-v"]
    # Nothing is lost if it is killed soon: its data go with it.
    return Child(f"swift-{name}", command, log=folder / "log" / name, grace=0.5)


def _write_settings(folder: Path, ports: dict[str, int]) -> None:
    (folder / "devices" / "d1").mkdir(parents=True)
    (folder / "swift.conf").write_text(SWIFT_CONF)
    values = {"folder": folder, "user": getpass.getuser(), "region": REGION, "secret": SECRET, **ports}
    for name in BACKENDS:
        text = (COMMON + BACKEND).format(name=name, port=ports[name], **values)
        (folder / f"{name}.conf").write_text(text)
    proxy = COMMON + PROXY
    for name in FILTERS.split():
        settings = FILTER_SETTINGS.get(name, "")
        use = "" if settings.startswith("use = ") else f"use = egg:swift#{name}\n"
        proxy += f"[filter:{name}]\n{use}{settings}\n"
    text = proxy.format(name="proxy", port=ports["proxy"], filters=FILTERS, **values)
    (folder / "proxy.conf").write_text(text)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthcheck")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """The command line."""
    try:
        if "--install" in sys.argv[1:]:
            print(install())
            return 0
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with swift() as server, contextlib.suppress(KeyboardInterrupt):
            print(f"{server.endpoint} {server.access_key_id} {server.secret_access_key}", flush=True)
            sys.stdin.read()
    except StartError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
