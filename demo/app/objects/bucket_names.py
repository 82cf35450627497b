"""What a bucket may be called. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

import re

_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_HINT = "Letters a to z, digits, dots and hyphens will do."


def fault_of(name: str) -> str:
    """Why a bucket cannot be made under this name, as a sentence; the empty text for a good name."""
    return _of_length(name) or _of_characters(name) or _of_form(name)


def fault_of_existing(name: str) -> str:
    """Why there can be no bucket of this name: old buckets and other stores may have what S3 no longer gives."""
    if not name:
        return "Type a bucket’s name."
    odd = re.search(r"[^A-Za-z0-9._-]", name, re.ASCII)
    if odd:
        return f"A bucket’s name has no {_named(odd[0])}: “{name}” cannot be one."
    if not 2 < len(name) < 256 or not name[0].isalnum():
        return "A bucket’s name has at least 3 characters, and begins with a letter or a digit."
    return ""


def _of_length(name: str) -> str:
    if len(name) < 3:
        return f"The name has {len(name) or 'no'} character{'' if len(name) == 1 else 's'}: it needs at least 3."
    if len(name) > 63:
        return f"The name has {len(name)} characters: 63 is the most."
    return ""


def _of_characters(name: str) -> str:
    if re.search("[A-Z]", name):
        return f"The name has an upper-case letter: “{re.search('[A-Z]', name)[0]}”. All have to be lower-case."  # pyright: ignore[reportOptionalSubscript]
    odd = re.search(r"[^a-z0-9.-]", name, re.ASCII)
    return f"The name has {_with_article(odd[0])}. {_HINT}" if odd else ""


def _of_form(name: str) -> str:
    for place, char in (("begins", name[0]), ("ends", name[-1])):
        if char in ".-":
            return f"The name {place} with {_with_article(char)}: it has to be a letter or a digit."
    if ".." in name:
        return "The name has two dots in a row."
    if re.fullmatch(r"\d+\.\d+\.\d+\.\d+", name, re.ASCII):
        return "The name looks like an IP address."
    for start in _PREFIXES:
        if name.startswith(start):
            return f"The name begins with “{start}”, which S3 keeps to itself."
    for end in _SUFFIXES:
        if name.endswith(end):
            return f"The name ends with “{end}”, which S3 keeps to itself."
    return ""


def _named(char: str) -> str:
    names = {" ": "blank", "_": "underscore", "/": "slash", ".": "dot", "-": "hyphen"}
    return names.get(char, f"“{char}”" if char.isprintable() else f"character U+{ord(char):04X}")


def _with_article(char: str) -> str:
    named = _named(char)
    if named.startswith("“"):
        return f"the character {named}"
    return f"an {named}" if named[0] in "aeiou" else f"a {named}"
