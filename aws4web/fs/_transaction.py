"""Files that are stored together, or not at all."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from contextlib import suppress
from typing import Any

from fsspec.transaction import Transaction


class OverTransaction(Transaction):
    # It is over when it ends, also by an error: fsspec's own was not, up to 2026.3, and held all later files back.

    def complete(self, commit: bool = True) -> None:
        """Store the files, or none of them."""
        fs: Any = self.fs
        try:
            super().complete(commit)
        finally:
            while self.files:
                with suppress(Exception):
                    self.files.popleft().discard()
            fs._intrans = False
            fs._transaction = None
