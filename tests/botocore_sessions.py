"""Sessions of botocore that share what it reads from its files: each would read some megabytes of JSON again."""

from functools import cache

from botocore.loaders import Loader, create_loader
from botocore.session import Session


@cache
def _loader() -> Loader:
    return create_loader()


def session() -> Session:
    """A new session, with botocore's own settings."""
    made = Session()
    made.register_component("data_loader", _loader())
    return made
