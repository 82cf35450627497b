"""What the sign-in page stands on: its server, an issuer, and a local AWS that trusts it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from demo.localhost.aws.local_aws import LocalAws
from demo.localhost.issuer.issuer_process import Issuer, running_issuer
from demo.localhost.pages.demo_page_server import DemoServer
from demo.localhost.pages.sign_in_page import ADDRESS, tell_sign_in


@dataclass
class Site:
    """The running servers."""

    server: DemoServer
    issuer: Issuer
    aws: LocalAws

    @property
    def url(self) -> str:
        """The page's address."""
        return f"{self.server.url}{ADDRESS[1:]}"

    @contextlib.contextmanager
    def other_issuer(self, **lives: int) -> Iterator[None]:
        """Another issuer takes the place of the usual one, with other lives."""
        usual = self.issuer
        with running_issuer([self.url], **lives) as other:
            self.use(other)
            try:
                yield
            finally:
                self.use(usual)

    def use(self, issuer: Issuer) -> None:
        """The page's people sign in there."""
        self.issuer = issuer
        self.aws.identity.trust(issuer.url, issuer.client_id)
        tell_sign_in(self.server, issuer, self.aws)
