"""Under which key something is stored when it is renamed, moved or copied. Pure."""

from .folder import Entry


def as_folder(key: str) -> str:
    """A folder's key ends in a slash."""
    return key if key.endswith("/") else f"{key}/"


def renamed(key: str, entry: Entry, to_key: str) -> str:
    """The new key of an object that is the entry, or is in it."""
    return as_folder(to_key) + key[len(entry.key) :] if entry.is_folder else to_key


def fault_of(entry: Entry, bucket: str, to_bucket: str, to_key: str) -> str:
    """Why an entry cannot go there, as a sentence; the empty text if it can."""
    if not to_key:
        return "Type a key."
    if bucket != to_bucket:
        return ""
    if not entry.is_folder:
        return "That is where it is: type another key, or another bucket." if to_key == entry.key else ""
    if as_folder(to_key) == entry.key:
        return "That is where it is: type another key, or another bucket."
    return "A folder cannot go into itself." if as_folder(to_key).startswith(entry.key) else ""


def warning(count: int, *, is_folder: bool) -> str:
    """What is asked before anything is replaced."""
    if not is_folder:
        return "There is an object under this key already. It will be replaced."
    things = "1 object is" if count == 1 else f"{count:,} objects are"
    return f"{things} there already under the new keys, and will be replaced."


def fault_of_folder(name: str, path: str) -> str:
    """Why a new folder in `path` cannot have this name, as a sentence; the empty text for a good name."""
    steps = name.strip("/").split("/")
    if not name.strip("/"):
        return "Type a name."
    if "" in steps:
        return "The name has two slashes in a row, and so a folder without a name."
    if not {".", ".."}.isdisjoint(steps):
        return "A folder cannot be called “.” or “..”: no address can carry that."
    if len(f"{path}{name}/".encode(errors="replace")) > 1024:
        return "The name is too long: a key has 1,024 bytes at most."
    return ""
