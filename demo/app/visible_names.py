"""Names of files and objects as they can be shown: what is invisible, or turns text around, is spelt out. Pure."""

from unicodedata import category

_SPELT = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
"""Persian and some emoji are written with them: between two letters that are not ASCII they stay."""


def visible(name: str) -> str:
    r"""`a\nb` with its backslash, and RIGHT-TO-LEFT OVERRIDE as `\u202e`: exe.png is no png."""
    around = zip(f"a{name}", name, f"{name[1:]}a", strict=False)
    return "".join(
        _spelt(letter) if category(letter) in _SPELT and not _joins(before, letter, after) else letter
        for before, letter, after in around
    )


def _joins(before: str, letter: str, after: str) -> bool:
    return letter in _JOINERS and not before.isascii() and not after.isascii()


def _spelt(letter: str) -> str:
    return letter.encode("unicode_escape").decode()
