"""aws4web.fs at two servers that verify signatures: what fsspec's own tests do not ask for."""

import io
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import fsspec
import pytest
from fsspec.callbacks import Callback

from aws4web import AwsClient, AwsError, NetworkError
from aws4web.fs import S3FileSystem, register
from aws4web.fs._whose import _default

from .conftest import Server, boto

MIB = 2**20


def file_system(server: Server, **options: Any) -> Any:
    keys = {"key": server.access_key_id, "secret": server.secret_access_key, "token": server.session_token}
    return S3FileSystem(**keys, endpoint_url=server.endpoint, region=server.region, skip_instance_cache=True, **options)


@pytest.fixture(params=["moto", "swift_s3"])
def server(request: pytest.FixtureRequest) -> Server:
    return request.getfixturevalue(request.param)


@pytest.fixture
def fs(server: Server) -> Any:
    return file_system(server)


@pytest.fixture
def bucket(fs: Any) -> str:
    name = f"b-{uuid4().hex}"
    fs.mkdir(name)
    return name


@pytest.fixture
def theirs(server: Server, bucket: str) -> Any:
    """Stores and reads without us."""

    class Theirs:
        def put(self, key: str, body: bytes) -> None:
            boto(server).put_object(Bucket=bucket, Key=key, Body=body)

        def get(self, key: str) -> bytes:
            return boto(server).get_object(Bucket=bucket, Key=key)["Body"].read()

        def names(self) -> list[str]:
            return [each["Key"] for each in boto(server).list_objects_v2(Bucket=bucket).get("Contents", [])]

        def uploads(self) -> list[Any]:
            return boto(server).list_multipart_uploads(Bucket=bucket).get("Uploads", [])

    return Theirs()


# -- listings ----------------------------------------------------------------------------------------------------------


def test_listings(fs: Any, bucket: str) -> None:
    fs.pipe({f"{bucket}/{name}": b"x" for name in ("a", "d/b", "d/e/c", "d2/f")})
    assert fs.ls(bucket, detail=False) == [f"{bucket}/{name}" for name in ("a", "d", "d2")]
    assert [entry["type"] for entry in fs.ls(bucket)] == ["file", "directory", "directory"]
    assert fs.ls(f"s3://{bucket}/d/", detail=False) == [f"{bucket}/d/b", f"{bucket}/d/e"]
    assert fs.ls(f"{bucket}/a", detail=False) == [f"{bucket}/a"]
    assert fs.find(bucket) == [f"{bucket}/{name}" for name in ("a", "d/b", "d/e/c", "d2/f")]
    assert fs.find(f"{bucket}/d") == [f"{bucket}/d/b", f"{bucket}/d/e/c"]
    assert fs.find(bucket, maxdepth=1, withdirs=True) == [bucket, *fs.ls(bucket, detail=False)]
    assert fs.find(f"{bucket}/a") == fs.find(f"{bucket}/a", withdirs=True) == [f"{bucket}/a"]
    assert fs.find(f"{bucket}/nothing") == fs.find(f"{bucket}/nothing", withdirs=True) == []
    assert fs.find(bucket, prefix="d") == [f"{bucket}/{name}" for name in ("d/b", "d/e/c", "d2/f")]
    assert fs.glob(f"{bucket}/d*") == [f"{bucket}/d", f"{bucket}/d2"]
    assert fs.glob(f"{bucket}/**/c") == [f"{bucket}/d/e/c"]
    assert [path for path, _, _ in fs.walk(bucket)] == [bucket, *(f"{bucket}/{name}" for name in ("d", "d/e", "d2"))]
    assert fs.du(bucket) == 4
    assert fs.du(f"{bucket}/d", total=False) == {f"{bucket}/d/b": 1, f"{bucket}/d/e/c": 1}
    assert bucket in fs.ls("", detail=False)
    assert fs.isdir(f"{bucket}/d")
    assert fs.isfile(f"{bucket}/a")
    assert not fs.exists(f"{bucket}/nothing")
    assert not fs.exists("b-there-is-no-such-bucket")
    for call in (fs.ls, fs.info, fs.cat_file, fs.open, fs.rm):
        with pytest.raises(FileNotFoundError) as caught:
            call(f"{bucket}/nothing")
        assert f"{bucket}/nothing" in str(caught.value)
    assert isinstance(caught.value.__cause__, AwsError)
    with pytest.raises(IsADirectoryError):
        fs.open(f"{bucket}/d")
    with pytest.raises(IsADirectoryError):
        fs.rm(f"{bucket}/d")


def test_every_write_is_seen_by_listings(fs: Any, bucket: str, tmp_path: Path) -> None:
    def seen() -> list[str]:
        assert sorted(entry["name"] for entry in fs.ls(f"{bucket}/d/e")) == fs.find(f"{bucket}/d")
        assert fs.ls(f"{bucket}/d", detail=False) == [f"{bucket}/d/e"]
        return [name.removeprefix(f"{bucket}/d/e/") for name in fs.ls(f"{bucket}/d/e", detail=False)]

    (tmp_path / "local").write_bytes(b"x")
    path = f"{bucket}/d/e"
    fs.pipe_file(f"{path}/pipe", b"x")
    assert seen() == ["pipe"]
    fs.put(str(tmp_path / "local"), f"{path}/put")
    assert seen() == ["pipe", "put"]
    fs.cp(f"{path}/put", f"{path}/cp")
    assert seen() == ["cp", "pipe", "put"]
    fs.mv(f"{path}/cp", f"{path}/mv")
    assert seen() == ["mv", "pipe", "put"]
    with fs.open(f"{path}/open", "wb") as file:
        file.write(b"x")
    assert seen() == ["mv", "open", "pipe", "put"]
    fs.touch(f"{path}/touch")
    assert seen() == ["mv", "open", "pipe", "put", "touch"]
    fs.rm([f"{path}/touch", f"{path}/put"])
    assert seen() == ["mv", "open", "pipe"]
    fs.rm(f"{bucket}/d", recursive=True)
    assert not fs.exists(f"{bucket}/d")
    assert fs.ls(bucket) == []


def test_the_cache_serves_until_it_is_told(fs: Any, bucket: str, theirs: Any) -> None:
    fs.pipe_file(f"{bucket}/a", b"x")
    assert fs.ls(bucket, detail=False) == [f"{bucket}/a"]
    theirs.put("b", b"y")
    assert fs.ls(bucket, detail=False) == [f"{bucket}/a"]
    assert fs.info(f"{bucket}/b")["size"] == 1  # a stale listing says nothing of what is not in it
    assert fs.ls(bucket, detail=False, refresh=True) == [f"{bucket}/a", f"{bucket}/b"]
    theirs.put("c", b"y")
    fs.invalidate_cache()
    assert len(fs.ls(bucket)) == 3


def test_what_consoles_make_of_an_empty_directory(fs: Any, bucket: str, theirs: Any) -> None:
    theirs.put("empty/", b"")
    theirs.put("full/", b"")
    theirs.put("full/a", b"x")
    assert fs.ls(bucket, detail=False) == [f"{bucket}/empty", f"{bucket}/full"]
    assert fs.ls(f"{bucket}/empty") == []
    assert fs.find(bucket) == [f"{bucket}/full/a"]
    assert fs.find(bucket, withdirs=True) == [bucket, f"{bucket}/empty", f"{bucket}/full", f"{bucket}/full/a"]
    assert fs.isdir(f"{bucket}/empty")
    assert fs.find(f"{bucket}/empty", withdirs=True) == [f"{bucket}/empty"]
    assert fs.find(f"{bucket}/empty") == []
    with pytest.raises(OSError, match="not empty"):
        fs.rmdir(f"{bucket}/full")
    theirs.put("holds/", b"bytes")
    with pytest.raises(OSError, match="'holds/' holds bytes"):
        fs.rmdir(f"{bucket}/holds")
    assert theirs.get("holds/") == b"bytes"
    fs.rmdir(f"{bucket}/empty")
    assert not fs.exists(f"{bucket}/empty")
    fs.rm(f"{bucket}/holds", recursive=True)
    fs.rm(f"{bucket}/full", recursive=True)
    assert theirs.names() == []


def test_keys_that_no_url_can_carry_are_deleted(fs: Any, bucket: str, theirs: Any) -> None:
    """Others can make them, and what is listed is to be got rid of."""
    for key in ("d/../a", "d/./b", "e/..", "f"):
        theirs.put(key, b"x")
    assert theirs.names() == ["d/../a", "d/./b", "e/..", "f"]
    fs.rm(f"{bucket}/d", recursive=True)
    assert theirs.names() == ["e/..", "f"]
    fs.rm(bucket, recursive=True)
    assert not fs.exists(bucket)


def test_an_empty_directory_can_be_made(fs: Any, bucket: str, theirs: Any) -> None:
    """As users of s3fs do it: otherwise a file would be where the directory is to be."""
    fs.touch(f"{bucket}/d/")
    fs.pipe({f"{bucket}/e/": b"", f"{bucket}/f": b""})
    assert theirs.names() == ["d/", "e/", "f"]
    fs.pipe(f"{bucket}/d/a", b"x")
    assert fs.isdir(f"{bucket}/d")
    assert fs.isdir(f"{bucket}/e")
    assert fs.find(bucket) == [f"{bucket}/d/a", f"{bucket}/f"]


# -- contents ----------------------------------------------------------------------------------------------------------


def test_slices(fs: Any, bucket: str) -> None:
    content = bytes(range(100))
    fs.pipe_file(f"{bucket}/a", content)
    fs.pipe_file(f"{bucket}/empty", b"")
    for start, end in ((None, None), (0, 10), (10, None), (-10, None), (None, -90), (-20, -10), (95, 200), (200, 300)):
        assert fs.cat_file(f"{bucket}/a", start, end) == content[start:end], (start, end)
        assert fs.cat_file(f"{bucket}/empty", start, end) == b""
    assert fs.cat_file(f"{bucket}/a", 5, 5) == fs.cat_file(f"{bucket}/a", 9, 3) == b""
    assert fs.head(f"{bucket}/a", 3) == content[:3]
    assert fs.tail(f"{bucket}/a", 3) == content[-3:]
    assert fs.read_block(f"{bucket}/a", 10, 10) == content[10:20]


def test_ranges_of_many(fs: Any, bucket: str) -> None:
    content = os.urandom(300_000)
    fs.pipe({f"{bucket}/a": content, f"{bucket}/b": content[::-1]})
    starts = [0, 10, 150_000, None, -10, 299_990, 299_999, 500]
    ends = [5, 20, 160_000, 3, None, 400_000, None, 500]
    for name, expected in (("a", content), ("b", content[::-1])):
        found = fs.cat_ranges([f"{bucket}/{name}"] * 8, starts, ends)
        assert found == [expected[start:end] for start, end in zip(starts, ends, strict=True)]
    assert fs.cat_ranges([f"{bucket}/a", f"{bucket}/b"], 0, 3) == [content[:3], content[::-1][:3]]
    first, missing = fs.cat_ranges([f"{bucket}/a", f"{bucket}/nothing"], 0, 3)
    assert first == content[:3]
    assert isinstance(missing, FileNotFoundError)
    with pytest.raises(FileNotFoundError):
        fs.cat_ranges([f"{bucket}/a", f"{bucket}/nothing"], 0, 3, on_error="raise")


def test_many_at_once(fs: Any, bucket: str, tmp_path: Path) -> None:
    contents = {f"{bucket}/d/{number:03}": str(number).encode() for number in range(60)}
    fs.pipe(contents)
    assert fs.cat(f"{bucket}/d/*") == fs.cat(f"{bucket}/d", recursive=True) == contents
    assert fs.cat([f"{bucket}/d/001"]) == {f"{bucket}/d/001": b"1"}
    assert fs.cat([f"{bucket}/d/001", f"{bucket}/no"], on_error="omit") == {f"{bucket}/d/001": b"1"}
    found = fs.cat([f"{bucket}/d/001", f"{bucket}/no"], on_error="return")
    assert isinstance(found[f"{bucket}/no"], FileNotFoundError)
    with pytest.raises(FileNotFoundError, match="no"):
        fs.cat([f"{bucket}/d/001", f"{bucket}/no"])

    class Counting(Callback):
        def __init__(self) -> None:
            super().__init__()
            self.children: list[tuple[str, Callback]] = []

        def branched(self, path_1: Any, path_2: Any, **_: Any) -> Any:
            self.children.append((path_1, Callback()))
            return self.children[-1][1]

    counting = Counting()
    fs.get(f"{bucket}/d", str(tmp_path / "d"), recursive=True, callback=counting)
    assert {path.name: path.read_bytes() for path in (tmp_path / "d").iterdir()} == {
        name.rpartition("/")[2]: content for name, content in contents.items()
    }
    assert counting.size == counting.value == 61  # with the directory
    assert sum(child.value for _, child in counting.children) == sum(map(len, contents.values()))
    counting = Counting()
    fs.put(str(tmp_path / "d"), f"{bucket}/up", recursive=True, callback=counting)
    assert len(fs.find(f"{bucket}/up")) == 60
    assert sum(child.value for _, child in counting.children) == sum(map(len, contents.values()))
    fs.cp(f"{bucket}/up", f"{bucket}/down", recursive=True)
    assert len(fs.find(f"{bucket}/down")) == 60
    fs.rm(f"{bucket}/down", recursive=True)
    assert fs.find(f"{bucket}/down") == []


def test_mv_moves(fs: Any, bucket: str, theirs: Any) -> None:
    fs.pipe({f"{bucket}/from/{name}": name.encode() for name in ("a", "b", "c/d")})
    assert fs.mv(f"{bucket}/from/a", f"{bucket}/from/a") is None
    fs.mv(f"{bucket}/from/a", f"{bucket}/a")
    assert theirs.names() == ["a", "from/b", "from/c/d"]
    fs.mv(f"{bucket}/from", f"{bucket}/to", recursive=True)
    assert theirs.names() == ["a", "to/b", "to/c/d"]
    assert theirs.get("to/c/d") == b"c/d"
    for recursive in (False, True):
        with pytest.raises(FileNotFoundError):
            fs.mv(f"{bucket}/nothing", f"{bucket}/b", recursive=recursive)
    with pytest.raises(IsADirectoryError):
        fs.mv(f"{bucket}/to", f"{bucket}/b")
    with pytest.raises(FileNotFoundError):
        fs.mv(f"{bucket}/a", "b-there-is-no-such-bucket/a")
    assert theirs.names() == ["a", "to/b", "to/c/d"]


def test_mv_loses_nothing_that_is_to_be_moved_where_others_are(fs: Any, bucket: str, theirs: Any) -> None:
    """The copies would take each other's places, and be deleted as what was copied."""
    fs.pipe({f"{bucket}/d/{name}": name.encode() for name in ("a1", "a2")})
    own = [f"{bucket}/d/a1", f"{bucket}/d/a2"]
    for source, target, stored in (
        (f"{bucket}/d/a*", f"{bucket}/d/", {}),
        (f"{bucket}/d/a*", f"{bucket}/d/", {"StorageClass": "STANDARD"}),
        (f"{bucket}/d/a1", f"{bucket}/d/", {}),
        (own, [f"{bucket}/d/a2", f"{bucket}/d/a3"], {}),
        (own, own[::-1], {}),
    ):
        with pytest.raises(ValueError, match="to be moved there"):
            fs.mv(source, target, **stored)
    assert {name: theirs.get(name) for name in theirs.names()} == {"d/a1": b"a1", "d/a2": b"a2"}


def test_get_makes_no_file_of_two_objects(fs: Any, bucket: str, theirs: Any, tmp_path: Path) -> None:
    for key in ("d/a", "d//a", "d/b"):
        theirs.put(key, key.encode())
    with pytest.raises(ValueError, match="two objects would become one file"):
        fs.get(f"{bucket}/d", str(tmp_path / "to"), recursive=True)
    assert not (tmp_path / "to").exists()


def test_mv_moves_what_stands_for_directories(fs: Any, bucket: str, theirs: Any) -> None:
    """Or else the folder would be there still; and what such an object holds, others have put there."""
    for key, body in (("d/", b""), ("d/a", b"x"), ("d/e/", b""), ("d/f/", b"held"), ("d/g/h", b"y"), ("i/", b"")):
        theirs.put(key, body)
    fs.mv(f"{bucket}/d", f"{bucket}/to", recursive=True)
    fs.mv(f"{bucket}/i", f"{bucket}/j", recursive=True)
    assert theirs.names() == ["j/", "to/", "to/a", "to/e/", "to/f/", "to/g/h"]
    assert theirs.get("to/f/") == b"held"
    with pytest.raises(FileNotFoundError):
        fs.mv(f"{bucket}/j", "b-there-is-no-such-bucket/j", recursive=True)
    assert "j/" in theirs.names()


@pytest.mark.parametrize("options", [{}, {"use_listings_cache": False}])
def test_buckets_as_directories(server: Server, bucket: str, options: Any, tmp_path: Path) -> None:
    fs = file_system(server, **options)
    other = f"b-{uuid4().hex}"
    fs.mkdir(other)
    fs.pipe({f"{bucket}/d/a": b"x", f"{bucket}/d/e/b": b"y"})
    fs.cp(f"{bucket}/d/", other, recursive=True)
    assert fs.find(other) == [f"{other}/a", f"{other}/e/b"]
    fs.mv(bucket, f"{other}/to", recursive=True)
    assert fs.find(other) == [f"{other}/{name}" for name in ("a", "e/b", "to/d/a", "to/d/e/b")]
    assert fs.find(bucket) == []
    fs.get(other, tmp_path, recursive=True)
    assert (tmp_path / "to/d/e/b").read_bytes() == b"y"


def test_what_is_stored_with_an_object(fs: Any, bucket: str, server: Server) -> None:
    fs.pipe_file(f"{bucket}/a.csv", b"x", Metadata={"who": "ada"}, CacheControl="no-cache")
    assert fs.metadata(f"{bucket}/a.csv") == {"who": "ada"}
    assert fs.getxattr(f"{bucket}/a.csv", "who") == "ada"
    assert fs.info(f"{bucket}/a.csv", refresh=True)["ContentType"].startswith("text/csv")
    fs.setxattr(f"{bucket}/a.csv", what="csv")
    assert fs.metadata(f"{bucket}/a.csv") == {"who": "ada", "what": "csv"}
    assert datetime.now(UTC) - fs.modified(f"{bucket}/a.csv") < timedelta(minutes=1)
    before = fs.ukey(f"{bucket}/a.csv"), fs.checksum(f"{bucket}/a.csv")
    assert before == (fs.ukey(f"{bucket}/a.csv"), fs.checksum(f"{bucket}/a.csv"))
    fs.pipe_file(f"{bucket}/a.csv", b"y")
    assert before[0] != fs.ukey(f"{bucket}/a.csv")
    assert before[1] != fs.checksum(f"{bucket}/a.csv")
    fs.touch(f"{bucket}/a.csv", truncate=False)
    assert fs.cat_file(f"{bucket}/a.csv") == b"y"
    if ":" not in server.access_key_id:  # Swift has no tags
        fs.put_tags(f"{bucket}/a.csv", {"a": "1+2=3"})
        fs.put_tags(f"{bucket}/a.csv", {"b": "4"}, mode="m")
        assert fs.get_tags(f"{bucket}/a.csv") == {"a": "1+2=3", "b": "4"}
    import httpx

    assert httpx.get(fs.sign(f"{bucket}/a.csv"), trust_env=False).content == b"y"


def test_create_does_not_overwrite(fs: Any, bucket: str, theirs: Any, tmp_path: Path) -> None:
    theirs.put("a", b"theirs")
    (tmp_path / "ours").write_bytes(b"ours")
    with pytest.raises(FileExistsError):
        fs.pipe_file(f"{bucket}/a", b"ours", mode="create")
    with pytest.raises(FileExistsError):
        fs.put_file(str(tmp_path / "ours"), f"{bucket}/a", mode="create")
    with pytest.raises(FileExistsError):
        fs.mkdir(bucket)
    fs.makedirs(bucket, exist_ok=True)
    assert theirs.get("a") == b"theirs"


def test_no_permission(bucket: str, server: Server) -> None:
    stranger = S3FileSystem(key="AKIAIOSFODNN7EXAMPLE", secret="x" * 40, endpoint_url=server.endpoint, retries=0)
    for call in (stranger.ls, stranger.cat_file, stranger.open):
        with pytest.raises(PermissionError, match=bucket) as caught:
            call(f"{bucket}/a")
        assert isinstance(caught.value.__cause__, AwsError)
    with pytest.raises(PermissionError):
        stranger.exists(f"{bucket}/a")  # it cannot be known


# -- open files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cache_type", ["readahead", "bytes", "blockcache", "none", "all", "first", "background"])
def test_reading(fs: Any, bucket: str, cache_type: str) -> None:
    content = os.urandom(100_000)
    fs.pipe_file(f"{bucket}/a", content)
    with fs.open(f"{bucket}/a", block_size=7_000, cache_type=cache_type) as file:
        assert file.read(10) == content[:10]
        file.seek(50_000)
        assert file.read(20_000) == content[50_000:70_000]
        file.seek(-5, 2)
        assert file.read() == content[-5:]
        assert file.read(1) == b""
        file.seek(3)
        assert file.read() == content[3:]


def test_lines(fs: Any, bucket: str) -> None:
    content = b"".join(b"%d,%d\n" % (number, number**2) for number in range(50_000)) + b"no end"
    fs.pipe_file(f"{bucket}/a", content)
    with fs.open(f"{bucket}/a", block_size=64 * 1024) as file:
        asked, fetch = [], file.cache._fetch
        file.cache._fetch = lambda start, end: asked.append(None) or fetch(start, end)
        assert b"".join(file) == content
        assert len(asked) < 20, "fsspec's own asks for each line, and takes 11.6 s"
        file.seek(0)
        assert file.readline() == b"0,0\n"
        assert (file.tell(), file.read(4)) == (4, b"1,1\n")
        assert next(file) == b"2,4\n"
        file.seek(2, 1)
        assert file.readline(1) == b"9"
        assert file.readlines()[-1] == b"no end"
    with fs.open(f"{bucket}/a", "r", newline="") as file:
        assert sum(1 for _ in file) == 50_001
    with fs.open(f"{bucket}/a") as file, io.BufferedReader(file) as reader:
        assert reader.readline() == b"0,0\n"


@pytest.mark.parametrize("size", [0, 10, 5 * MIB, 26 * MIB + 1])
def test_writing(fs: Any, bucket: str, theirs: Any, size: int) -> None:
    content = os.urandom(size)
    with fs.open(f"{bucket}/a", "wb") as file:
        for at in range(0, size, 3 * MIB):
            assert file.write(content[at : at + 3 * MIB]) == len(content[at : at + 3 * MIB])
            assert len(file._held) < 20 * MIB
        assert file.tell() == size
        assert theirs.names() == []
    assert theirs.get("a") == content
    assert fs.info(f"{bucket}/a")["size"] == size
    assert theirs.uploads() == []


@pytest.mark.parametrize("size", [0, 10, 5 * MIB, 6 * MIB])
def test_appending(fs: Any, bucket: str, theirs: Any, size: int) -> None:
    content = os.urandom(size)
    fs.pipe_file(f"{bucket}/a", content, metadata={"who": "ada"}, content_type="text/x-own")
    with fs.open(f"{bucket}/a", "ab") as file:
        assert file.tell() == size
        file.write(b"more")
    assert theirs.get("a") == content + b"more"
    assert fs.metadata(f"{bucket}/a") == {"who": "ada"}
    assert fs.info(f"{bucket}/a", refresh=True)["ContentType"] == "text/x-own"
    with fs.open(f"{bucket}/a", "ab"):
        pass
    assert theirs.get("a") == content + b"more"
    with fs.open(f"{bucket}/new", "ab") as file:
        file.write(b"new")
    assert theirs.get("new") == b"new"
    assert theirs.uploads() == []


@pytest.mark.parametrize("size", [10, 25 * MIB])
def test_writing_what_must_be_new(fs: Any, bucket: str, theirs: Any, size: int, server: Server) -> None:
    with fs.open(f"{bucket}/a", "xb") as file:
        file.write(b"x" * size)
    assert len(theirs.get("a")) == size
    with pytest.raises(FileExistsError):
        fs.open(f"{bucket}/a", "xb")
    file = fs.open(f"{bucket}/b", "xb")
    file.write(b"ours" * (size // 4))
    theirs.put("b", b"theirs")
    with pytest.raises(FileExistsError):
        file.close()
    assert theirs.get("b") == b"theirs"
    assert file.closed
    assert theirs.uploads() == []


def test_a_transaction(fs: Any, bucket: str, theirs: Any) -> None:
    with fs.transaction:
        for name, size in (("small", 10), ("large", 21 * MIB)):
            with fs.open(f"{bucket}/{name}", "wb") as file:
                file.write(b"x" * size)
        assert theirs.names() == []
    assert theirs.names() == ["large", "small"]
    assert fs.ls(bucket, detail=False) == [f"{bucket}/large", f"{bucket}/small"]
    with pytest.raises(ZeroDivisionError), fs.transaction:
        for name, size in (("small2", 10), ("large2", 21 * MIB)):
            with fs.open(f"{bucket}/{name}", "wb") as file:
                file.write(b"x" * size)
        raise ZeroDivisionError
    assert theirs.names() == ["large", "small"]
    assert theirs.uploads() == []
    with fs.open(f"{bucket}/after", "wb") as file:
        file.write(b"x")
    assert "after" in theirs.names()
    with pytest.raises(ValueError, match="still open"), fs.transaction:
        file = fs.open(f"{bucket}/open", "wb")
        file.write(b"half")
    assert "open" not in theirs.names()


@pytest.mark.parametrize("size", [10, 30 * MIB])
def test_an_object_that_changes_while_it_is_read(fs: Any, bucket: str, theirs: Any, size: int) -> None:
    theirs.put("a", b"a" * size)
    with fs.open(f"{bucket}/a", block_size=3) as file:
        assert file.read(2) == b"aa"
        theirs.put("a", b"b" * size)
        with pytest.raises(OSError, match=f"changed.*{bucket}/a"):
            file.read()
    with fs.open(f"{bucket}/a", block_size=3) as file:
        assert file.read(2) == b"bb"
        theirs.put("a", b"b" * (size - 8))
        with pytest.raises(OSError, match="changed"):
            file.seek(size - 4)
            file.read()
    assert fs.ls(bucket)[0]["size"] == size - 8
    theirs.put("a", b"c" * 5)
    with fs.open(f"{bucket}/a") as file:  # whatever a listing said
        assert file.read() == b"ccccc"


# -- threads, loops, processes -----------------------------------------------------------------------------------------


def test_from_many_threads(fs: Any, bucket: str) -> None:
    def work(number: int) -> bytes:
        path = f"{bucket}/{threading.get_ident()}-{number}"
        with fs.open(path, "wb") as file:
            file.write(str(number).encode())
        return fs.cat_file(path)

    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(work, range(40))] == [str(number).encode() for number in range(40)]
    assert len(fs.ls(bucket)) == 40


async def test_inside_a_running_loop(fs: Any, bucket: str) -> None:
    fs.pipe_file(f"{bucket}/a", b"x")
    assert fs.cat_file(f"{bucket}/a") == b"x"
    with fs.open(f"{bucket}/a") as file:
        assert file.read() == b"x"


def test_threads_share_what_is_listed(server: Server, bucket: str) -> None:
    options = {"key": server.access_key_id, "secret": server.secret_access_key, "endpoint_url": server.endpoint}

    def other() -> Any:
        return S3FileSystem(**options)

    ours = other()
    with ThreadPoolExecutor(1) as thread:
        theirs = thread.submit(other).result()
    assert theirs is not ours
    assert ours.ls(bucket) == []
    theirs.pipe_file(f"{bucket}/a", b"x")
    assert len(ours.ls(bucket)) == 1


PROGRAM = """
import os, sys
from aws4web.fs import S3FileSystem, register
from aws4web.fs._whose import _default
endpoint, key, secret, bucket = sys.argv[1:]
fs = S3FileSystem(key=key, secret=secret, endpoint_url=endpoint)
"""


def run(server: Server, bucket: str, program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", PROGRAM + program]
    command += [server.endpoint, server.access_key_id, server.secret_access_key, bucket]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("mode", ["wb", "w"])
@pytest.mark.parametrize("size", [10, 25 * MIB])
def test_an_open_file_at_exit_is_refused(server: Server, bucket: str, theirs: Any, mode: str, size: int) -> None:
    done = run(
        server,
        bucket,
        f"f = fs.open(f'{{bucket}}/a', {mode!r}); f.write('x' * {size} if {mode!r} == 'w' else b'x' * {size})",
    )
    assert done.returncode == 0
    assert f"s3://{bucket}/a was still open for writing when the program ended, and is not stored" in done.stderr
    assert "Traceback" not in done.stderr
    assert theirs.names() == []
    assert theirs.uploads() == []


def test_a_file_that_nobody_holds_is_stored(fs: Any, bucket: str, theirs: Any) -> None:
    fs.open(f"{bucket}/a", "wb").write(b"x")
    fs.open(f"{bucket}/b", "w").write("x")
    assert theirs.names() == ["a", "b"]


def test_after_fork(server: Server, bucket: str, theirs: Any) -> None:
    done = run(
        server,
        bucket,
        "fs.pipe_file(f'{bucket}/a', b'x'); fs.ls(bucket); f = fs.open(f'{bucket}/parent', 'wb'); f.write(b'p')\n"
        "import warnings; warnings.simplefilter('ignore')\n"
        "if os.fork() == 0:\n"
        "    fs.pipe_file(f'{bucket}/b', fs.cat_file(f'{bucket}/a'))\n"
        "    sys.exit(0)\n"
        "print(os.wait()[1]); f.close(); print(fs.cat_file(f'{bucket}/b'))\n",
    )
    assert done.stdout.split() == ["0", "b'x'"], done.stderr
    assert done.stderr == ""
    assert theirs.names() == ["a", "b", "parent"]


# -- others ------------------------------------------------------------------------------------------------------------


def test_versions(moto: Server) -> None:
    fs = file_system(moto, version_aware=True)
    bucket = f"b-{uuid4().hex}"
    fs.mkdir(bucket)
    boto(moto).put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    fs.pipe_file(f"{bucket}/a", b"1")
    first = fs.info(f"{bucket}/a")["VersionId"]
    fs.pipe_file(f"{bucket}/a", b"2")
    assert fs.cat_file(f"{bucket}/a?versionId={first}") == b"1"
    assert fs.cat_file(f"{bucket}/a", version_id=first) == b"1"
    with fs.open(f"{bucket}/a", version_id=first) as file:
        assert file.read() == b"1"
    with fs.open(f"{bucket}/a", block_size=1) as file:
        fs.pipe_file(f"{bucket}/a", b"3")
        assert file.read() == b"2"  # the version that it was when it was opened
    assert len(fs.object_version_info(f"{bucket}/a")) == 3
    with fs.open(f"{bucket}/a") as file:
        assert file.read() == b"3"


def test_get_stays_inside_its_target(fs: Any, bucket: str, theirs: Any, tmp_path: Path) -> None:
    theirs.put("d/link/a", b"evil")
    theirs.put("d/ok", b"good")
    outside, target = tmp_path / "outside", tmp_path / "target"
    outside.mkdir()
    target.mkdir()
    (target / "link").symlink_to(outside)
    with pytest.raises(ValueError, match="link"):
        fs.get(f"{bucket}/d/", str(target), recursive=True)
    assert [*outside.iterdir()] == []
    (target / "link").unlink()
    (target / "ok").symlink_to(outside / "file")
    fs.get(f"{bucket}/d/", target, recursive=True)
    assert (target / "ok").read_bytes() == b"good"
    assert [*outside.iterdir()] == []


def test_keys_that_climb_are_refused(moto: Server, tmp_path: Path) -> None:
    fs = file_system(moto)
    fs.find = lambda *_, **__: ["bucket/d/../../../evil", "bucket/d/good"]
    fs.isdir = fs.exists = lambda *_, **__: True
    with pytest.raises(ValueError, match="outside"):
        fs.get("bucket/d", str(tmp_path / "target"), recursive=True)
    assert [*tmp_path.iterdir()] == []


def test_pickled_with_the_environment(moto: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", moto.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", moto.secret_access_key)
    fs = S3FileSystem(endpoint_url=moto.endpoint)
    bucket = f"b-{uuid4().hex}"
    fs.mkdir(bucket)
    fs.pipe_file(f"{bucket}/a", b"content")
    copy: Any = pickle.loads(pickle.dumps(fs))
    assert copy is fs
    assert fsspec.AbstractFileSystem.from_json(fs.to_json()) is fs
    with fs.open(f"{bucket}/a") as file:
        file.read(3)
        assert pickle.loads(pickle.dumps(file)).read() == b"tent"


def test_a_client_of_ones_own(moto: Server) -> None:
    aws = moto.client()
    fs = S3FileSystem(client=aws, endpoint_url=moto.endpoint)
    assert isinstance(aws, AwsClient)
    assert fs is S3FileSystem(client=aws, endpoint_url=moto.endpoint)
    assert fs.ls("") is not None
    with pytest.raises(NetworkError):
        S3FileSystem(client=aws, endpoint_url="http://127.0.0.1:1").ls("")


@pytest.fixture
def registered(moto: Server) -> Iterator[Any]:
    registry: Any = sys.modules["fsspec.registry"]

    before = {**registry._registry}
    register(moto.client(endpoint_url=moto.endpoint))
    yield None
    _default.clear()
    registry._registry.clear()
    registry._registry.update(before)


def test_registered(registered: Any, moto: Server) -> None:
    bucket = f"b-{uuid4().hex}"
    fs = fsspec.filesystem("s3")
    assert isinstance(fs, S3FileSystem)
    fs.mkdir(bucket)
    with fsspec.open(f"s3a://{bucket}/a.csv.gz", "wt", compression="infer") as file:
        file.write("a,b\n1,2\n")
    with fsspec.open(f"s3://{bucket}/a.csv.gz", "rt", compression="infer") as file:
        assert file.read() == "a,b\n1,2\n"
    mapper = fsspec.get_mapper(f"s3://{bucket}/zarr")
    mapper["x/0"] = b"1"
    assert (mapper["x/0"], [*mapper]) == (b"1", ["x/0"])


@pytest.mark.parametrize("kind", ["simplecache", "filecache"])
def test_below_caches_of_fsspec(registered: Any, moto: Server, kind: str, tmp_path: Path) -> None:
    bucket, content = f"b-{uuid4().hex}", os.urandom(100_000)
    fs = fsspec.filesystem("s3")
    fs.mkdir(bucket)
    fs.pipe_file(f"{bucket}/a", content)
    for _ in range(2):
        with fsspec.open(f"{kind}::s3://{bucket}/a", **{kind: {"cache_storage": str(tmp_path)}}) as file:
            assert file.read() == content
    with fsspec.open(f"simplecache::s3://{bucket}/b", "wb") as file:
        file.write(b"x")
    assert fs.cat_file(f"{bucket}/b") == b"x"


def test_with_footers_read_first(fs: Any, bucket: str) -> None:
    """As fsspec.parquet opens a file: what it needs is fetched before."""
    content = os.urandom(100_000)
    fs.pipe_file(f"{bucket}/a", content)
    ranges = [(0, 4), (50_000, 60_000), (99_000, 100_000)]
    data = dict(zip(ranges, fs.cat_ranges([f"{bucket}/a"] * 3, *map(list, zip(*ranges, strict=True))), strict=True))
    with fs.open(f"{bucket}/a", cache_type="parts", cache_options={"data": data, "strict": True}) as file:
        for start, end in ranges:
            file.seek(start)
            assert file.read(end - start) == content[start:end]
