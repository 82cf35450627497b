"""A bucket as somebody opened it: what is begun with it goes on with the store and the keys of then.

The panel may say something else meanwhile: another endpoint may have a bucket of the same name, and whoever signs in or
out may see another one under it. So nothing is told by a bucket's name alone: all that changes one carries this along,
and the rows that are shown are of such a bucket, too.
"""

from functools import cached_property

from aws4web.s3 import Bucket

from .. import connection


class OpenBucket:
    """Equal to another one if both are the same bucket to the same caller."""

    def __init__(self, name: str, caller: connection.Caller) -> None:
        self.name = name
        self.caller = caller

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OpenBucket):
            return NotImplemented
        return self.name == other.name and self.caller == other.caller

    def __hash__(self) -> int:
        return hash((self.name, self.caller))

    @cached_property
    def bucket(self) -> Bucket:
        """Raises ValueError if something is left empty under Connection, or if no bucket can have the name."""
        return self.caller.bucket(self.name)

    @property
    def is_here(self) -> bool:
        """Whether the panel still says where it is."""
        return self.caller == connection.caller()

    @property
    def where(self) -> str:
        """In words, for when it is not here."""
        place = self.caller.connection.place
        other_keys = ", with the keys of before" if place == connection.current().place else ""
        return f"{self.name} at {place}{other_keys}"

    def beside(self, name: str) -> "OpenBucket":
        """Another bucket at the same store, with the same keys."""
        return OpenBucket(name, self.caller)


def open_bucket(name: str) -> OpenBucket:
    """The bucket of this name where the panel says now."""
    return OpenBucket(name, connection.caller())
