"""Random requests to sign, the same for the same seed. A case is a dict that JSON can carry.

Most are tame: as nasty as possible as long as aws4fetch is right. The others get one or two twists (twists.py), and
each twist leads into a known deviation, or nearly.
"""

import base64
import random
import re
from typing import Any
from urllib.parse import quote

from . import words
from .draft import Draft
from .twists import TWISTS

WILD_SHARE = 0.38


def cases(count: int, seed: int) -> list[dict[str, Any]]:
    """`count` cases; a longer list of the same seed starts with the shorter one."""
    rng = random.Random(seed)
    return [_case(rng) | {"number": number} for number in range(count)]


def browser_cases(count: int, seed: int) -> list[dict[str, Any]]:
    """The first `count` cases whose URL Chromium reads as the URL Standard and Node do.

    Chromium escapes `|` in a path, and accepts hosts with a space in them, or in the path's place.
    """
    chosen = [case for case in cases(2 * count, seed) if not _is_read_otherwise(case["url"].partition("?")[0])]
    if len(chosen) < count:
        raise ValueError(f"seed {seed} has only {len(chosen)} such cases")
    return chosen[:count]


def _is_read_otherwise(address: str) -> bool:
    return "|" in address or re.search(r"://(/|[^/]* )", address) is not None


def _case(rng: random.Random) -> dict[str, Any]:
    draft = tame(rng)
    if rng.random() < WILD_SHARE:
        for twist in rng.sample(TWISTS, rng.choice([1, 1, 1, 2])):
            twist(rng, draft)
    return draft.case()


def tame(rng: random.Random) -> Draft:
    """A request that aws4fetch signs as AWS wants it."""
    draft = Draft(scheme="https", host="", datetime=_datetime(rng))
    _choose_endpoint(rng, draft)
    _choose_options(rng, draft)
    draft.path = _s3_path(rng) if draft.is_s3 else _path(rng, draft.single_encode)
    draft.query = _query(rng, draft)
    draft.headers = _headers(rng, draft)
    draft.headers_as = rng.choice(["mapping", "pairs"])
    if draft.headers is None and rng.random() < 0.5:
        draft.headers = []
    if rng.random() < 0.55:
        draft.method = rng.choice(words.METHODS)
    draft.body = _body(rng, draft)
    if draft.is_s3 and not draft.sign_query and draft.scheme == "http":
        draft.add_header("X-Amz-Content-Sha256", rng.choice(["UNSIGNED-PAYLOAD", "0" * 64]))
    return draft


def _choose_endpoint(rng: random.Random, draft: Draft) -> None:
    kind = rng.random()
    if kind < 0.35:
        draft.host, draft.is_s3 = rng.choice(words.KNOWN_HOSTS)
        if rng.random() < 0.1:
            draft.region = rng.choice(words.REGIONS)
        elif rng.random() < 0.1:
            draft.service = "s3" if draft.is_s3 else rng.choice(words.SERVICES)
    elif kind < 0.6:
        draft.host, draft.service, draft.region = rng.choice(words.S3_HOSTS), "s3", rng.choice(words.REGIONS)
        draft.is_s3 = True
    else:
        draft.host, draft.service = rng.choice(words.HOSTS), rng.choice(words.SERVICES)
        draft.region = rng.choice(words.REGIONS)
    if rng.random() < 0.25:
        draft.scheme = rng.choice(["http", "http", "HTTP", "HTTPS", "wss"]) if not draft.is_s3 else "http"


def _choose_options(rng: random.Random, draft: Draft) -> None:
    draft.access_key_id = rng.choice(["AKIDEXAMPLE", "AKIAIOSFODNN7EXAMPLE", "minio", "a/b"])
    draft.secret_access_key = rng.choice(["wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "k+e/y=@%\"'", "a,b"])
    draft.sign_query = rng.random() < 0.3
    if rng.random() < 0.3:
        draft.session_token = rng.choice(["TOKEN", "IQoJb3JpZ2luX2VjE+/a/b==", "x" * 500])
        draft.append_session_token = draft.sign_query and rng.random() < 0.3
    if draft.service == "iotdevicegateway" and not draft.sign_query:
        draft.session_token = None
    draft.all_headers = rng.random() < 0.15
    draft.single_encode = not draft.is_s3 and rng.random() < 0.12


def _datetime(rng: random.Random) -> str:
    day, time = (rng.randint(1, 12), rng.randint(1, 28)), (rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59))
    return "{}{:02}{:02}T{:02}{:02}{:02}Z".format(rng.randint(1999, 2060), *day, *time)


def _text(rng: random.Random) -> str:
    return "".join(rng.choices(words.TEXTS, k=rng.choice([1, 1, 1, 2, 3])))


def _s3_path(rng: random.Random) -> str:
    """An object key, encoded as S3 wants it: aws4fetch sends it unchanged and signs it right."""
    texts = [_text(rng) if rng.random() < 0.9 else "" for _ in range(rng.choice([0, 1, 1, 2, 3, 6]))]
    key = "/".join(text for text in texts if text not in (".", ".."))
    return "/" + quote(key, safe="/~") + rng.choice(["", "", "", "/"])


def _path(rng: random.Random, single_encode: bool) -> str:
    """Any path at all; with single_encode, one whose escapes are already right."""
    count = rng.choice([0, 1, 1, 2, 3, 6])
    if single_encode:
        return "/" + "/".join(quote(_text(rng), safe="'()*!/~") for _ in range(count))
    return "/" + "/".join(rng.choices(words.RAW_SEGMENTS + words.DOT_SEGMENTS, k=count)) + rng.choice(["", "", "/"])


def _query(rng: random.Random, draft: Draft) -> str | None:
    """Pairs in canonical encoding. Presigning, aws4fetch writes each with `=`, and ` `, `*` and `~` differently."""
    if rng.random() < 0.35:
        return rng.choice([None, None, ""])
    pairs: dict[str, list[str]] = {}
    for _ in range(rng.choice([1, 1, 2, 3, 5, 9])):
        name, value = _text(rng), rng.choice(["", _text(rng), _text(rng)])
        if draft.sign_query:
            name, value = (text.translate({ord(char): "_" for char in " *~"}) for text in (name, value))
        if name not in pairs or (not draft.is_s3 and rng.random() < 0.5):
            pairs.setdefault(name, []).append(value)
    parts = []
    for name, values in pairs.items():
        for value in values:
            equals = "=" if value or draft.sign_query or rng.random() < 0.5 else ""
            parts.append(f"{quote(name, safe='~')}{equals}{quote(value, safe='~')}")
    if draft.sign_query and rng.random() < 0.2:
        parts.append(f"X-Amz-Expires={rng.choice([1, 60, 900, 3600, 604800])}")
    rng.shuffle(parts)
    return "&".join(parts)


def _headers(rng: random.Random, draft: Draft) -> list[list[str]] | None:
    if rng.random() < 0.3:
        return None
    headers = {}
    for name in rng.choices(words.HEADER_NAMES, k=rng.choice([1, 1, 2, 3, 5])):
        spelling = rng.choice([name, name, name.lower(), name.upper()])
        headers[name.lower()] = [spelling, rng.choice(words.HEADER_VALUES)]
    if rng.random() < 0.08:
        headers["x-amz-date"] = ["X-Amz-Date", "19990101T000000Z"]
    if rng.random() < 0.08:
        payload_hash = rng.choice(["UNSIGNED-PAYLOAD", "0" * 64, "STREAMING-X"])
        headers["x-amz-content-sha256"] = ["X-Amz-Content-SHA256", payload_hash]
    if rng.random() < 0.05 and not draft.all_headers:
        headers["authorization"] = ["Authorization", "Bearer stale"]
    if rng.random() < 0.02:
        bad_values, bad_names = (["x-ok", bad] for bad in words.BAD_VALUES), ([bad, "v"] for bad in words.BAD_NAMES)
        headers["bad"] = rng.choice([*bad_values, *bad_names])
    if draft.sign_query:  # X-Amz-SignedHeaders would differ, and so the query
        headers = {key: pair for key, pair in headers.items() if not set(key) & set("*~")}
    return list(headers.values())


def _body(rng: random.Random, draft: Draft) -> dict[str, str] | None:
    if rng.random() < 0.5:
        return None
    empty_is_tame = bool(draft.method)
    kind = rng.choice(["str", "bytes"])
    if empty_is_tame and rng.random() < 0.2:
        content = b""
    elif kind == "str":
        content = rng.choice(["{}", "Action=ListQueues", "caf\u00e9 \U0001f600", "\ufeffbom", "x" * 5000]).encode()
    else:
        content = rng.randbytes(rng.choice([1, 3, 64, 1000, 9000]))
    return {"kind": kind, "base64": base64.b64encode(content).decode()}
