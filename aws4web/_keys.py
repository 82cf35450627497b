"""Keys that are not as AWS hands them out: trimmed, or refused in words that do not show them. Pure."""


def trimmed(value: str | None) -> str | None:
    """A key without the white space around it."""
    # By str's own methods, whatever a subclass overrides. A file may begin with a byte-order mark.
    return None if value is None else str.strip(str.removeprefix(value, "\ufeff"))


def problem_of(name: str, value: object) -> tuple[type[Exception], str] | None:
    """What is wrong with a key; None if it can be one."""
    if value is None:
        return None if name == "session_token" else (TypeError, f"{name} is a required option")
    if not isinstance(value, str):
        return TypeError, f"{name} must be a str, not {type(value).__name__}"
    text = trimmed(value) or ""
    if not text:
        return None if name == "session_token" else (ValueError, f"{name} is empty")
    if text.isprintable() and (name == "secret_access_key" or (text.isascii() and " " not in text)):
        return None  # a secret goes into no header, and some S3-compatible stores take any passphrase
    if not text.isascii():
        what = "a character beyond ASCII"
    else:
        what = "white space" if " " in text and text.isprintable() else "a line break or another control character"
    return ValueError, f"{name} holds {what}, which no key has: was more copied than the key?"
