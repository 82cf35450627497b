"""What URLs of S3 name. Pure."""

import re

from .._url import Url
from .directory import infer

# What may stand between a bucket and the host of its store: the kinds of PrivateLink, accounts of R2, …
_between = re.compile(
    r"(?:^|\.)(?:(?:bucket|accesspoint)\.vpce-[^.]+|accesspoint(?=/s3-global)|[st]3|s3\.(?:private|direct)"
    r"|fly(?=/storage\.tigris)|[0-9a-f]+(?:\.[a-z]+)?(?=/r2\.))(?=/)",
    re.ASCII,
).sub
# Stores where an account, a project or a machine stands there, and the bucket in the path; and what is before it.
_of_accounts = re.compile(r"(?:oraclecloud|(?P<supabase>supabase)|lyve\.seagate|idrivee2-\d+)\.com?$", re.ASCII).search
_BEFORE_BUCKET = "/storage/v1/s3"


def bucket_and_key(url: Url) -> tuple[str, str]:
    """The bucket, or access point, that a URL of S3 names, and the key, percent-encoded; "" for what it does not name.

    Of a host that is not known the path is taken to name both.
    """
    hostname, path = url.hostname.removesuffix("."), url.path
    if of_account := _of_accounts(hostname):
        path = path.removeprefix(_BEFORE_BUCKET) if of_account["supabase"] else path
    elif name := _before_store(hostname):
        return name, path[1:]
    bucket, _, key = path[1:].partition("/")
    return bucket, key


def _before_store(hostname: str) -> str:
    """What stands before the host of a store: the shortest one that stands for the same."""
    meaning, labels = infer(hostname), hostname.split(".")
    if meaning is None:
        return ""
    end = max(at for at in range(len(labels)) if infer(".".join(labels[at:])) == meaning)
    return _between("", f"{'.'.join(labels[:end])}/{'.'.join(labels[end:])}").partition("/")[0]
