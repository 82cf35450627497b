"""An HTTP server in a thread of its own, for as long as it is entered."""

import threading
from http.server import ThreadingHTTPServer
from typing import Self


class ThreadedServer(ThreadingHTTPServer):
    """Serves while it is entered. A client that goes away in the middle is not the server's fault."""

    daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """The client reports what comes of a broken connection."""
