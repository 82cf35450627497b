"""The path to the folder that is shown, each step a button."""

from typing import Any

from ..dom import make
from ..visible_names import visible


def steps(bucket: str, prefix: str) -> Any:
    """The steps from the bucket to the folder."""
    folders = prefix.split("/")[:-1]
    named = [(bucket, "")] + [(name, "/".join(folders[: at + 1]) + "/") for at, name in enumerate(folders)]
    items = [make("li", _step(name, key, is_last=at == len(folders))) for at, (name, key) in enumerate(named)]
    return make("ol", *items)


def _step(name: str, key: str, *, is_last: bool) -> Any:
    here = {"aria_current": "true"} if is_last else {}
    # A segment may be empty: then there is nothing to press but its place.
    return make("button", visible(name) or "(empty)", type="button", data_action="open", data_key=key, **here)
