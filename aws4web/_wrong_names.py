"""The error for an option that does not exist: what to write instead. Loaded when there is one."""

from collections.abc import Collection, Mapping
from typing import Any, Never, cast

# What other HTTP clients call differently from fetch.
_OTHERWISE = {
    "data content": "pass it as body=, or what is to be JSON as json=; urllib.parse.urlencode makes a form",
    "form": "pass body=urllib.parse.urlencode(form) with the Content-Type application/x-www-form-urlencoded",
    "params query query_params": "write it into the URL: f'{url}?{urllib.parse.urlencode(params)}'",
    "files": "pass what is to be sent as body=; in a page that may be a FormData",
    "auth": "the request is signed with the keys of AwsClient, or of aws={…}",
    "cookies": "pass headers={'Cookie': …}, or in a page credentials='include'",
    "allow_redirects follow_redirects": "pass redirect='follow', 'manual' or 'error'",
    "max_redirects": "pass redirect='manual' to follow none",
    "stream": "a Response is read as it arrives: async for chunk in response",
    "url": "the URL is the first argument",
    "encoding": "response.bytes() and response.text() are there for all",
    "verify cert ssl trust_env": "certificates are always checked; on CPython AwsClient(session=…) may trust others",
    "proxies": "on CPython set the environment variable HTTPS_PROXY, or pass AwsClient(session=…)",
    "proxy": "on CPython set HTTPS_PROXY in the environment, or pass AwsClient(session=…); for Bun init={'proxy': …}",
}


_OF_FETCH = ("method", "headers", "body", "json", "timeout", "raise_for_status", "signal", "redirect")


def refuse(where: str, name: str, known: Collection[str]) -> Never:
    """Raise TypeError for `name`, which is not in `known`, naming the one that was likely meant."""
    if where == "aws={…}" and name in _OF_FETCH:
        raise TypeError(f"{where} has no option {name!r}: pass it to fetch itself, {name}=…")
    likely = _closest(name, known)
    hint = f"did you mean {likely}?" if likely else f"it takes {', '.join(sorted(known))}"
    raise TypeError(f"{where} has no option {name!r}: {hint}")


def refuse_for_fetch(name: str, known: Collection[str], of_aws: Collection[str]) -> Never:
    """Raise TypeError for `name`, which is not `known`: a slip, an option `of_aws`, or one of another HTTP client."""
    snake = "".join([f"_{letter.lower()}" if letter.isupper() else letter for letter in name])
    if snake in of_aws:
        raise TypeError(f"fetch has no option {name!r}: pass it as aws={{{snake!r}: …}}")
    for names, hint in _OTHERWISE.items():
        if name in names.split():
            raise TypeError(f"fetch has no option {name!r}: {hint}")
    if _closest(name, known):
        refuse("fetch", name, known)
    raise TypeError(
        f"fetch has no option {name!r}. What only the fetch of your JS runtime knows goes in init={{{name!r}: …}};"
        f" the others are {', '.join(sorted(known))}"
    )


def check_init(init: object, known: Collection[str]) -> None:
    """Raise TypeError for what fetch's option `init` cannot be: it holds only what is not `known`."""
    if not isinstance(init, Mapping):
        raise TypeError(f"init must be a dict of the runtime's own fetch options, not {type(init).__name__}")
    for name in cast(Mapping[Any, Any], init):
        if not isinstance(name, str):
            raise TypeError(f"init must have names for keys, not {type(name).__name__}")
        if name in known:
            raise TypeError(f"init takes only the runtime's own fetch options: pass {name} without it")


def _closest(name: str, known: Collection[str]) -> str | None:
    folded = {option.replace("_", "").lower(): option for option in known}
    key = name.replace("_", "").lower()
    if key in folded:
        return folded[key]
    from difflib import get_close_matches  # 34 ms to import in Pyodide

    close = get_close_matches(key, folded, n=1, cutoff=0.75)
    return folded[close[0]] if close else None
