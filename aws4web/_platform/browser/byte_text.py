"""Bytes that a page gets as text, in ISO 8859-15: it has a character for each byte. Pure.

A byte-order mark overrides whatever charset is asked for: https://encoding.spec.whatwg.org/#decode
"""


class BrokenText(Exception):
    """The text does not say which bytes were sent."""

    def __init__(self, message: str, *, may_pass: bool = False) -> None:
        super().__init__(message)
        self.may_pass = may_pass
        """Whether it may arrive whole the next time."""


def whole(text: str, size: int | None) -> bool:
    """Whether it stands for so many bytes, of which each became one character."""
    try:
        text.encode("iso-8859-15")
    except UnicodeEncodeError:
        return False
    return size is None or len(text) >= size


def bytes_of(text: str) -> bytes:
    """The bytes that a whole text stands for."""
    return text.encode("iso-8859-15")
