"""A program in an address: `code/…`, compressed. Code only, and anybody's: it is read with suspicion. Pure."""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

_PREFIX = "code/"
LONGEST = 16_000  # characters of a link's fragment: chats and mail programs cut longer ones
MOST = 100_000  # bytes of a program
_KEY_ID = re.compile(r"\bA[KS]IA(?!\w*EXAMPLE)[A-Z2-7]{16}\b")
_HIDING = re.compile("[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]")


class LinkError(ValueError):
    """There can be no such link; the text is for the visitor."""


def place_of(source: str, secrets: list[str]) -> str:
    """The place in this tab that holds the program. Raises LinkError if it is too long, or holds a key."""
    if not source.strip():
        raise LinkError("There is no code to share.")
    if _KEY_ID.search(source) or any(secret in source for secret in secrets if len(secret) > 7):
        raise LinkError(
            "This code holds a key, and a link is for anybody: take it out first. Use aws or MY_ACCESS_KEY."
        )
    data = source.encode("utf-8", "replace")
    packer = zlib.compressobj(9, wbits=-15)
    place = _PREFIX + urlsafe_b64encode(packer.compress(data) + packer.flush()).decode().rstrip("=")
    if len(data) > MOST or len(place) > LONGEST:
        raise LinkError(
            f"This code is too long for a link, which holds {LONGEST:,} characters: it needs {len(place):,}."
        )
    return place


def is_program(place: str) -> bool:
    """Whether a place claims to hold a program."""
    return place.startswith(_PREFIX)


def source_of(place: str) -> str:
    """The program of a place. Raises LinkError if it holds none."""
    text = place.removeprefix(_PREFIX)
    if len(text) > LONGEST or not re.fullmatch(r"[\w-]+", text, re.ASCII):
        raise LinkError("This link is damaged: it holds no program.")
    try:
        unpacker = zlib.decompressobj(-15)
        data = unpacker.decompress(urlsafe_b64decode(text + "=" * (-len(text) % 4)), MOST + 1)
        is_whole = unpacker.eof and not unpacker.unused_data
        source = data.decode("utf-8")
    except (zlib.error, Base64Error, UnicodeDecodeError) as error:
        raise LinkError("This link is damaged: it holds no program.") from error
    if len(data) > MOST:
        raise LinkError(f"This link holds more than a program: over {MOST:,} bytes.")
    if not is_whole:
        raise LinkError("This link is damaged: the end is missing.")
    return source.replace("\r\n", "\n").replace("\r", "\n")


def hides_something(source: str) -> bool:
    """Whether characters of the program are invisible, or change the order in which others are shown."""
    return bool(_HIDING.search(source)) or any(ord(one) < 32 and one not in "\n\t" for one in source)
