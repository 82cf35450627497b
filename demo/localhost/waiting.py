"""What a command does while its servers run: wait until it is told to stop."""

import os
import select
import signal
import socket
import sys


def wait_for_end(*, until_eof: bool) -> None:
    """Sleep in the main thread until a signal's handler raises or, if asked, standard input ends.

    The kernel may deliver a signal to any thread, but Python's handler runs in the main one, which has to be woken.
    """
    reader, writer = socket.socketpair()
    with reader, writer:
        writer.setblocking(False)
        signal.set_wakeup_fd(writer.fileno())
        try:
            while reader not in (ready := select.select([reader, *([sys.stdin] if until_eof else [])], [], [])[0]):
                if ready and not os.read(sys.stdin.fileno(), 4096):
                    return
        finally:
            signal.set_wakeup_fd(-1)
