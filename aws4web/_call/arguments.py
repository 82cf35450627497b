"""What a caller hands to fetch, sign or explain: no traceback shows it."""

from collections.abc import Mapping
from typing import Any

from .._mappings import Hidden
from .._options import AWS_OPTIONS, check_fetch_options, refuse_unknown


class Arguments:
    """The arguments of one call, for methods that hold none of them in variables of their own."""

    __slots__ = ("answer", "aws", "init", "input", "signed_at")

    def __init__(self, input: Any, aws: Any, init: Any, answer: Any = None, **named: Any) -> None:
        self.input = input
        self.aws = aws
        self.init: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
        self.init |= init
        self.answer = answer
        self.signed_at: str | None = None
        """The time to sign with, unless the options say another."""

    def options(self) -> tuple[Hidden, Hidden]:
        """`aws` and `init`, their names checked. Raises TypeError."""
        if not isinstance(self.aws or {}, Mapping):
            raise TypeError(f"aws must be a dict, not {type(self.aws).__name__}")
        aws, init = Hidden(self.aws or {}), Hidden(self.init)
        refuse_unknown("aws={…}", aws, AWS_OPTIONS)
        check_fetch_options(init)
        if self.input is None:
            raise TypeError("input is missing: the first argument is a URL or a Request")
        return aws, init

    def notify(self) -> None:
        """Tell the caller that the URL is presigned already, if it is."""
        if "X-Amz-Signature=" in str(self.input):
            from .._sign.notices import warn_if_presigned

            warn_if_presigned(self.input)
