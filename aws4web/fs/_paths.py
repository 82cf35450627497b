"""Paths as fsspec has them: 'bucket/key', with neither protocol nor a slash at their end. Pure."""

import re
from typing import Any, NamedTuple

from ..s3 import ObjectInfo

Entry = dict[str, Any]
"""What fsspec knows of a file or directory. The names in capitals are s3fs's."""

_VERSION = "?versionId="
_access_point = re.compile(r"arn:aws[a-z-]*:s3:[^/:]+:\d{12}:accesspoint[:/][^/]+", re.ASCII).match


class Place(NamedTuple):
    """What a path names: all buckets, one, or what is in it."""

    bucket: str
    key: str
    version: str | None


def place_of(path: str, *, has_versions: bool) -> Place:
    """Where a path leads. The bucket may be the ARN of an access point, which has a slash."""
    path = path.lstrip("/")
    access_point = _access_point(path)
    bucket = access_point[0] if access_point else path.partition("/")[0]
    key, version = path[len(bucket) + 1 :], None
    if has_versions and _VERSION in key:
        key, _, version = key.rpartition(_VERSION)
    return Place(bucket, key, version or None)


def file_entry(bucket: str, info: ObjectInfo, *, named_version: bool = False) -> Entry:
    """An object."""
    name = f"{bucket}/{info.key}"
    if named_version and info.version_id not in (None, "null"):
        name += _VERSION + str(info.version_id)
    entry: Entry = {
        "name": name,
        "type": "file",
        "size": info.size,
        "ETag": info.etag,
        "LastModified": info.last_modified,
        "StorageClass": info.storage_class,
        "Key": name,
        "Size": info.size,
    }
    if info.version_id is not None:
        entry["VersionId"] = info.version_id
    if info.content_type is not None:
        entry["ContentType"] = info.content_type
    return entry


def directory_entry(name: str, kind: str = "DIRECTORY") -> Entry:
    """A bucket, or what keys have in common up to a slash."""
    return {"name": name, "type": "directory", "size": 0, "StorageClass": kind, "Key": name, "Size": 0}


def marker_entry(name: str) -> Entry:
    """A directory for which an object stands, as consoles make one: its key ends with a slash."""
    return {**directory_entry(name), "Key": f"{name}/"}


def parents_of(path: str) -> list[str]:
    """The directories above, up to that of all buckets."""
    found: list[str] = []
    while path:
        path = path.rpartition("/")[0]
        found.append(path)
    return found
