"""What is started also ends: when it is stopped, when its parent ends, and when its parent is killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo.localhost.aws.local_aws import local_aws
from demo.localhost.child_process import Child, StartError
from demo.localhost.ports import accepts, free_port

ROOT = Path(__file__).parents[2]
# A server that has a child of its own, and both ignore the polite signals.
SERVER = """
import os, signal, socket, sys, time
port, *others = map(int, sys.argv[1:])
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if others and os.fork() == 0:
    port = others[0]
with socket.create_server(("127.0.0.1", port)):
    time.sleep(300)
"""
PARENT = f"""
import sys, time
from pathlib import Path
from demo.localhost.child_process import Child
child = Child("server", [sys.executable, "-c", {SERVER!r}, *sys.argv[2:]], log=Path(sys.argv[1]), grace=0.2)
time.sleep(300)
"""


def wait_until(ports: list[int], answer: bool) -> None:
    deadline = time.monotonic() + 20
    while any(accepts(port) is not answer for port in ports):
        assert time.monotonic() < deadline, f"ports {ports} answer: {[accepts(port) for port in ports]}"
        time.sleep(0.02)


def test_a_child_ends_with_its_children_when_stopped(tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    command = [sys.executable, "-c", SERVER, *map(str, ports)]
    with Child("server", command, log=tmp_path / "log", grace=0.2) as child:
        child.wait_until(lambda: all(map(accepts, ports)), seconds=20, what="answer")
        assert child.running
    assert not child.running
    assert not any(map(accepts, ports))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path, number: int) -> None:
    ports = [free_port(), free_port()]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "log"), *map(str, ports)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(ports, True)
    finally:
        parent.send_signal(number)
        parent.wait()
    wait_until(ports, False)


def test_a_child_that_dies_at_once_says_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such disk')"]
    with Child("server", command, log=tmp_path / "log") as child, pytest.raises(StartError) as caught:
        child.wait_until(lambda: False, seconds=20, what="answer")
    assert "server ended" in str(caught.value)
    assert "no such disk" in str(caught.value)


def test_a_child_that_never_answers_is_given_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; print('waiting', flush=True); time.sleep(300)"]
    with Child("server", command, log=tmp_path / "log") as child:
        child.wait_until(lambda: "waiting" in child.log_tail(), seconds=20, what="line")
        with pytest.raises(StartError, match=r"no answer within 0 s; it wrote:\nwaiting"):
            child.wait_until(lambda: False, seconds=0, what="answer")


def test_a_taken_port_is_named() -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    holder = subprocess.Popen(command)
    try:
        wait_until([port], True)
        with pytest.raises(StartError, match=f"port {port} .* in use"), local_aws(port):
            raise AssertionError("started on a taken port")
    finally:
        holder.kill()
        holder.wait()


@pytest.mark.parametrize("end", ["input", "interrupt", "terminate"])
def test_the_command_serves_until_it_is_ended(end: str) -> None:
    port = free_port()
    command = [sys.executable, "-m", "demo.localhost.aws", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            assert process.stdout.readline().split() == ["endpoint", f"http://127.0.0.1:{port}"]
            assert accepts(port)
        finally:
            if end == "input":
                process.stdin.close()
            else:
                process.send_signal(signal.SIGINT if end == "interrupt" else signal.SIGTERM)
        assert process.wait(20) == 0
    assert not accepts(port)
