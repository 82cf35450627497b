"""Uploads to a store that loses answers, says what is not true, or refuses."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from ctypes import c_int
from io import SEEK_END, BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from aws4web import AwsError, Headers, NetworkError
from aws4web.s3 import _uploading
from aws4web.s3._upload_state import Begun, read_begun, read_state
from tests.unit.support import Answer

from .store import Stall, Store, answering, crc32_of, error, losing

PART = 5 * 2**20
CONTENT = Random(2).randbytes(2 * PART + 3)


async def upload(store: Store, content: Any = CONTENT, **options: Any) -> Any:
    return await store.bucket().upload("a", content, part_size=PART, **options)


async def test_in_parts() -> None:
    store = Store()
    info = await upload(store)
    assert store.objects == {"a": (CONTENT, info.etag)}
    assert store.log[0] == "begin"
    assert sorted(store.log[1:4]) == ["part 1", "part 2", "part 3"]
    assert store.log[4:] == ["complete"]


@pytest.mark.parametrize("operation", ["begin", "part", "complete"])
async def test_a_lost_answer(operation: str) -> None:
    store = Store(losing(operation))
    info = await upload(store)
    assert store.objects == {"a": (CONTENT, info.etag)}
    assert len(store.uploads) == (operation == "begin")  # nobody knows its ID: a lifecycle rule ends it


async def test_a_completion_that_was_done_and_then_overwritten() -> None:
    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        answer = do()
        if operation == "complete" and store.log.count("complete") == 1:
            store.objects["a"] = (b"theirs", '"e"')
            raise NetworkError("the answer is lost")
        return answer

    store = Store(play)
    with pytest.raises(AwsError, match="NoSuchUpload"):
        await upload(store)


async def test_an_upload_that_is_gone_and_an_object_much_like_it() -> None:
    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        if operation == "complete":
            store.uploads.clear()  # somebody aborted it
        return do()

    store = Store(play)
    store.objects["a"] = (CONTENT[::-1], f'"{"0" * 32}-3"')  # of the same size, in as many parts
    for shows_etags in (True, False):
        store.shows_etags = shows_etags
        with pytest.raises(AwsError, match="NoSuchUpload"):
            await upload(store)


async def test_a_completion_that_fails_late() -> None:
    late = Answer(200, "<Error><Code>InternalError</Code><Message>so</Message></Error>", content_type="application/xml")
    store = Store(answering("complete", late))
    await upload(store)
    assert store.log.count("complete") == 2
    assert store.objects["a"][0] == CONTENT


async def test_a_completion_that_says_nothing() -> None:
    store = Store(answering("complete", Answer(200, b"", content_type="text/plain")))
    with pytest.raises(NetworkError, match="the answer is not S3's"):
        await upload(store)
    assert (store.objects, store.uploads) == ({}, {})

    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        answer = do()
        return Answer(200, "<html>", content_type="text/html") if operation == "complete" else answer

    store = Store(play)  # a proxy in between, perhaps: but it is done
    assert (await upload(store)).size == len(CONTENT)


async def test_a_completion_with_a_condition() -> None:
    store = Store(losing("complete"))
    info = await upload(store, if_none_match="*")
    assert store.objects == {"a": (CONTENT, info.etag)}
    store = Store()
    store.objects["a"] = (CONTENT, '"theirs"')
    with pytest.raises(AwsError) as caught:
        await upload(store, if_none_match="*")
    assert (caught.value.status, caught.value.unsettled) == (412, False)
    assert (store.uploads, "head a" in store.log) == ({}, False)


async def test_hidden_etags() -> None:
    store = Store()
    store.shows_etags = False
    assert (await upload(store)).size == len(CONTENT)
    assert store.objects["a"][0] == CONTENT
    store = Store(answering("parts", error(403, "AccessDenied")))
    store.shows_etags = False
    with pytest.raises(NetworkError, match=r"ETag is not among the ExposeHeaders.*AccessDenied"):
        await upload(store)
    assert store.uploads == {}
    lost = "<ListPartsResult><Part><PartNumber>1</PartNumber><Size>5</Size><ETag>e</ETag></Part></ListPartsResult>"
    store = Store(answering("parts", Answer(200, lost)))
    store.shows_etags = False
    with pytest.raises(NetworkError, match="not there as they were"):
        await upload(store)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "<ListPartsResult><Part><Size>5</Size></Part></ListPartsResult>",
        "<ListPartsResult><Part><PartNumber>x</PartNumber><Size>5</Size></Part></ListPartsResult>",
        "<ListPartsResult><IsTruncated>true</IsTruncated></ListPartsResult>",
        "<ListPartsResult><IsTruncated>true</IsTruncated>"
        "<NextPartNumberMarker>0</NextPartNumberMarker></ListPartsResult>",
    ],
)
async def test_hostile_lists_of_parts(text: str) -> None:
    store = Store(answering("parts", Answer(200, text)))
    store.shows_etags = False
    with pytest.raises(NetworkError, match=r"GET https://my-bucket.*the answer"):
        await upload(store)
    assert store.uploads == {}


@pytest.mark.parametrize("html", ["<html></html>", "\ufeff\n<!DOCTYPE html><title>a", "<?xml version='1.0'?><HTML>"])
@pytest.mark.parametrize("operation", ["put", "begin", "part", "complete", "abort"])
async def test_a_page_in_place_of_an_answer(operation: str, html: str) -> None:
    """A network that wants a sign-in, or a proxy, answers 200 to anything: nothing is taken for stored, or ended."""
    store = Store(answering(operation, *[Answer(200, html, content_type="text/html")] * 9))
    states: list[str] = []
    content = CONTENT[:5] if operation == "put" else CONTENT
    with pytest.raises(NetworkError, match="the answer is not S3's") as caught:
        if operation == "abort":
            await upload(store, keep_parts=True, save=states.append)
            await store.bucket().abort_upload(states[0])
        await upload(store, content)
    assert not caught.value.retryable
    assert (store.objects, store.uploads) == ({}, {}) or operation == "abort"
    assert store.log.count(operation) <= (4 if operation == "part" else 1), "it is not asked again"


async def test_an_upload_that_cannot_be_aborted() -> None:
    refused = error(403, "AccessDenied")

    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        return refused if operation in ("part", "abort") else do()

    with pytest.raises(AwsError, match="AccessDenied") as caught:
        await upload(Store(play))
    [note] = caught.value.__notes__
    assert "could not be aborted" in note
    assert "?" not in note


async def test_a_cancellation_does_not_lose_the_upload() -> None:
    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        if operation == "begin":
            task.cancel()
        return do()

    store = Store(play)
    task = asyncio.ensure_future(upload(store))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert store.log == ["begin", "abort"]
    assert store.uploads == {}


async def test_cancelled_again_while_it_is_aborted() -> None:
    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        if operation in ("part", "abort"):
            task.cancel()
        return do()

    store = Store(play)
    task = asyncio.ensure_future(upload(store, at_once=1))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert store.uploads == {}


async def test_a_part_that_stalls() -> None:
    stalls = [2]

    def play(operation: str, what: str, do: Callable[[], Answer]) -> Any:
        if operation == "part" and what == "3" and stalls[0]:
            stalls[0] -= 1
            return Stall
        store.passed += 2 * (operation == "part")
        return do()

    store = Store(play)
    await upload(store, at_once=1)
    assert store.objects["a"][0] == CONTENT
    assert store.waits[0] == 60.0
    assert store.cancelled == 2


async def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_uploading, "MAX_PARTS", 2)
    store = Store()
    with pytest.raises(ValueError, match="more than 2 parts of 5242880 bytes: pass a larger part_size"):
        await upload(store, iter([CONTENT]))
    assert (store.uploads, "part 3" in store.log) == ({}, False)
    store = Store()
    with pytest.raises(ValueError, match="part_size is too small"):
        await store.bucket().upload("a", FarTooLarge(), part_size=PART)
    assert store.log == []


class FarTooLarge:
    """A file that says that it has 50 GiB."""

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def seek(self, _position: int, whence: int = 0) -> int:
        return 50 * 2**30 if whence == 2 else 0

    def read(self, _size: int = -1) -> bytes:
        return b""


async def test_a_file_that_becomes_shorter() -> None:
    class Shrinking(FarTooLarge):
        def seek(self, _position: int, whence: int = 0) -> int:
            return 2 * PART if whence == 2 else 0

    store = Store()
    with pytest.raises(ValueError, match="become shorter"):
        await upload(store, Shrinking())
    assert store.uploads == {}


# -- checksums -------------------------------------------------------------------------------------------------------

KINDS: dict[str, tuple[str, ...] | None] = {
    "it knows both types": ("COMPOSITE", "FULL_OBJECT"),
    "it knows one": ("COMPOSITE",),
    "it ignores types": (),
    "it refuses them": None,
}


@pytest.mark.parametrize("kind", KINDS)
async def test_the_checksum_of_the_whole(kind: str) -> None:
    store = Store()
    store.types = KINDS[kind]
    await upload(store, checksum="CRC32")
    assert store.objects["a"][0] == CONTENT
    assert store.checked == [crc32_of(CONTENT) if kind == "it knows both types" else None]
    assert store.log.count("begin") == (2 if kind == "it refuses them" else 1)
    assert store.uploads == {}


async def test_a_page_that_is_not_told_the_type() -> None:
    store = Store()
    store.shows_types = False
    await upload(store, checksum="CRC32")
    assert store.checked == [None], "S3 has that of the whole from those of the parts"
    assert [*store.checksums.values()] == ["FULL_OBJECT"]


async def test_a_whole_that_is_not_what_was_sent() -> None:
    store = Store(answering("complete", error(400, "BadDigest")))
    with pytest.raises(AwsError, match="BadDigest"):
        await upload(store, checksum="CRC32")
    assert (store.objects, store.uploads) == ({}, {})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("checksum", ["CRC32", None])
async def test_a_resumed_upload_s_checksum(kind: str, checksum: str | None) -> None:
    broken = [AwsError]

    def play(operation: str, what: str, do: Callable[[], Answer]) -> Any:
        return error(403, "AccessDenied") if operation == "part" and what == "3" and broken else do()

    states: list[str] = []
    store = Store(play)
    store.types = KINDS[kind]
    with pytest.raises(AwsError):
        await upload(store, checksum=checksum, at_once=1, save=states.append, keep_parts=True)
    broken.clear()
    await upload(store, checksum=checksum, resume=states[-1])
    assert store.objects["a"][0] == CONTENT
    assert store.log.count("part 1") == 1
    is_told = checksum and kind == "it knows both types"
    assert store.checked == [crc32_of(CONTENT) if is_told else None]


async def test_a_state_without_all_checksums() -> None:
    """Whoever wrote it: the store is told none then."""
    states: list[str] = []
    store = Store(
        lambda operation, _what, do: error(403, "X") if operation == "complete" and not store.objects else do()
    )
    with pytest.raises(AwsError):
        await upload(store, checksum="CRC32", save=states.append, keep_parts=True)
    state = json.loads(states[-1])
    state["parts"][1][3] = "AAAA"
    store.objects["b"] = (b"", "")
    with pytest.raises(AwsError, match="InvalidPart"):
        await upload(store, checksum="CRC32", resume=json.dumps(state))
    [completed] = [request for request in store.requests if "AAAA" in str(request.body)]
    assert "x-amz-checksum-crc32" not in completed.headers
    assert store.uploads == {}


# -- put -------------------------------------------------------------------------------------------------------------


async def test_a_put_with_a_condition() -> None:
    store = Store(losing("put"))
    info = await store.bucket().put("a", "mine", if_none_match="*")
    assert store.objects == {"a": (b"mine", info.etag)}
    assert store.log == ["put a", "put a", "head a"]

    def theirs(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        if operation == "put" and store.log.count("put a") == 1:
            store.objects["a"] = (b"theirs", '"e"')
            raise NetworkError("lost on the way there")
        return do()

    store = Store(theirs)
    with pytest.raises(AwsError) as caught:
        await store.bucket().put("a", "mine", if_none_match="*")
    assert (caught.value.status, caught.value.unsettled) == (412, True)
    store = Store()
    store.objects["a"] = (b"mine", '"e"')
    with pytest.raises(AwsError):
        await store.bucket().put("a", b"mine", if_none_match="*")
    assert store.log == ["put a"]


@pytest.mark.parametrize("code", ["ConditionalRequestConflict", "OperationAborted"])
async def test_a_conflict(code: str) -> None:
    conflict = error(409, code)
    store = Store(answering("put", conflict, conflict))
    await store.bucket().put("a", b"mine", if_none_match="*")
    assert store.log == ["put a"] * 3
    store = Store(answering("put", *[conflict] * 9))
    with pytest.raises(AwsError, match=code):
        await store.bucket().put("a", b"mine", if_none_match="*")
    assert store.log == ["put a"] * 5


async def test_a_lost_answer_and_then_a_conflict() -> None:
    """The attempt that got no answer was of another request than the one that fails in the end."""

    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        if store.log.count("put a") == 2:
            return error(409, "ConditionalRequestConflict")
        answer = do()
        if store.log == ["put a"]:
            raise NetworkError("the answer is lost")
        return answer

    store = Store(play)
    await store.bucket().put("a", b"mine", if_none_match="*")
    assert store.log == ["put a"] * 3 + ["head a"]


async def test_whoever_may_only_write_is_told_what_failed() -> None:
    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Any:
        answer = do()
        if store.log == ["put a"]:
            raise NetworkError("the answer is lost")
        return error(403, "AccessDenied") if operation == "head" else answer

    store = Store(play)
    with pytest.raises(AwsError, match="PreconditionFailed"):
        await store.bucket().put("a", b"mine", if_none_match="*")


@pytest.mark.parametrize("is_file", [True, False])
async def test_a_conflict_while_a_file_is_put(tmp_path: Path, is_file: bool) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"head mine")
    with path.open("rb") as file:
        file.seek(5)
        store = Store(answering("put", error(409, "ConditionalRequestConflict")))
        body: Any = file if is_file else path
        await store.bucket().put("a", body, if_none_match="*", checksum="CRC32")
        assert store.objects["a"][0] == (b"mine" if is_file else b"head mine")
        file.seek(5)
        store = Store(losing("put"))
        await store.bucket().put("a", body, if_none_match="*")
        assert store.log == ["put a", "put a", "head a"]


# -- states ----------------------------------------------------------------------------------------------------------

CALL = Begun("b", "https://b.s3.eu-west-1.amazonaws.com/", "a", len(CONTENT), 5.0, PART)
STATE = {**CALL._asdict(), "form": 1, "upload_id": "u", "parts": [[1, PART, '"e"', "AAAAAA=="], [3, 3, None, None]]}


def test_a_state() -> None:
    state = read_state(json.dumps(STATE), CALL)
    assert sorted(state.parts) == [1, 3]
    assert json.loads(state.text()) == STATE
    state.drop(1)
    assert json.loads(state.text()) == {**STATE, "parts": STATE["parts"][1:]}  # type: ignore[index]


NO_STATES: list[Any] = [
    "",
    "null",
    "[]",
    "{}",
    "5",
    "[" * 100_000,
    "1" * 10_000,
    {**STATE, "form": 2},
    {**STATE, "more": 1},
    {**STATE, "upload_id": ""},
    {**STATE, "upload_id": 5},
    {**STATE, "parts": 5},
    {**STATE, "parts": [[0, PART, None, None]]},
    {**STATE, "parts": [[1, 5, None, None]]},
    {**STATE, "parts": [[4, PART, None, None]]},
    {**STATE, "parts": [[1, True, None, None]]},
    {**STATE, "parts": [[1, PART, {}, None]]},
    {**STATE, "parts": [[1, PART, "x" * 500, None]]},
    {**STATE, "size": "x"},
    {**STATE, "part_size": 0},
    {**STATE, "part_size": float(PART)},
]
HOSTILE: list[Any] = [
    *NO_STATES,
    {**STATE, "key": "b"},
    {**STATE, "bucket": "c"},
    {**STATE, "endpoint": "https://evil.example/"},
    {**STATE, "last_modified": None},
    {**STATE, "part_size": 2 * PART, "parts": []},
]


@pytest.mark.parametrize("state", HOSTILE, ids=lambda state: str(state)[:40])
def test_a_hostile_state(state: Any) -> None:
    with pytest.raises(ValueError, match=r"^(resume is|the source has another)"):
        read_state(state if isinstance(state, str) else json.dumps(state), CALL)


def test_states_at_random() -> None:
    random = Random(5)
    text = json.dumps(STATE)
    for _ in range(3000):
        at = random.randrange(len(text))
        changed = text[:at] + random.choice('0"[]{},:x\u2028') * random.randrange(3) + text[at + random.randrange(4) :]
        try:
            read_state(changed, CALL)
        except ValueError:
            continue


async def test_a_kept_upload_is_given_up() -> None:
    store = Store(answering("part", *[error(403, "AccessDenied")] * 3))
    states: list[str] = []
    with pytest.raises(AwsError, match="AccessDenied"):
        await upload(store, save=states.append, keep_parts=True)
    assert len(store.uploads) == 1
    await store.bucket().abort_upload(states[-1])
    assert store.uploads == {}
    await store.bucket().abort_upload(states[-1])
    assert store.log[-2:] == ["abort", "abort"], "that it is over already is no error"
    store = Store(answering("abort", error(403, "AccessDenied")))
    with pytest.raises(AwsError, match="AccessDenied"):
        await store.bucket().abort_upload(states[-1])


@pytest.mark.parametrize("state", NO_STATES, ids=lambda state: str(state)[:40])
async def test_a_hostile_state_ends_nothing(state: Any) -> None:
    store = Store()
    bucket = store.bucket()
    mine = {"bucket": bucket.name, "endpoint": bucket.url("a")[:-1]}
    text = state if isinstance(state, str) else json.dumps({**state, **mine})
    with pytest.raises(ValueError, match=r"^state is not the state of an upload"):
        await bucket.abort_upload(text)
    with pytest.raises(ValueError, match=r"^state is the state of an upload to another bucket"):
        await bucket.abort_upload(json.dumps(STATE))
    assert store.log == []


def test_which_upload_a_state_is_of() -> None:
    assert read_begun(json.dumps(STATE), CALL.bucket, CALL.endpoint).upload_id == "u"
    for key in (5, None, "", "..", "a/../b"):
        with pytest.raises(ValueError, match="not the state"):
            read_begun(json.dumps({**STATE, "key": key}), CALL.bucket, CALL.endpoint)
    with pytest.raises(ValueError, match="another endpoint"):
        read_begun(json.dumps(STATE), CALL.bucket, "https://evil.example/")
    with pytest.raises(TypeError, match="state must be the str"):
        read_begun(STATE, CALL.bucket, CALL.endpoint)  # type: ignore[arg-type]


async def test_a_state_of_no_use(tmp_path: Any) -> None:
    def pieces() -> Iterator[bytes]:
        yield CONTENT

    with pytest.raises(TypeError, match="resume must be the str"):
        await upload(Store(), CONTENT, resume={"form": 1})
    store = Store()
    with pytest.raises(ValueError, match="cannot be resumed"):
        await upload(store, pieces(), resume="{}")
    assert store.log == []


@pytest.mark.parametrize("name", ["a\x01b", "a&#x1;b", "a&#0;b\ufffe"])
async def test_a_key_that_xml_cannot_hold(name: str) -> None:
    """S3 says the key, and where the object is, in answers that are no XML then."""

    def play(operation: str, _what: str, do: Callable[[], Answer]) -> Answer:
        answer = do()
        if operation in ("begin", "parts", "complete"):
            told = f"<Location>http://h/{name}</Location><Bucket>b</Bucket><Key>{name}</Key>".encode()
            answer.body.content = re.sub(rb"^<(\w+)>", rb"<\1>" + told, answer.body.content)
        return answer

    store = Store(play)
    store.shows_etags = False
    info = await upload(store)
    assert store.objects == {"a": (CONTENT, info.etag)}
    assert (store.uploads, store.log.count("begin"), store.log.count("parts")) == ({}, 1, 1)


def without_quotes(answer: Answer) -> Answer:
    answer.body.content = answer.body.content.replace(b'"', b"")
    answer.headers = Headers((name, value.strip('"')) for name, value in answer.headers.items())
    return answer


async def test_etags_without_quotes(tmp_path: Path) -> None:
    """Some stores leave them out, here and there."""
    broken = [True]

    def play(operation: str, what: str, do: Callable[[], Answer]) -> Any:
        if operation == "part" and what == "3" and broken:
            return error(403, "AccessDenied")
        answer = do()
        if operation == "complete" and store.log.count("complete") == 1:
            raise NetworkError("the answer is lost")
        return without_quotes(answer) if operation in ("head", "parts") else answer

    store, path, states = Store(play), tmp_path / "f", list[str]()
    path.write_bytes(CONTENT)
    with pytest.raises(AwsError):
        await upload(store, path, save=states.append, keep_parts=True, at_once=1)
    broken.clear()
    store.log.clear()
    info = await upload(store, path, resume=states[-1])
    assert store.log == ["parts", "part 3", "complete", "complete", "head a"]
    assert store.objects == {"a": (CONTENT, info.etag)}


class Late:
    """A file that does not block, as io has it: None is what has not come yet."""

    def __init__(self) -> None:
        self.left = [b"some", None, b"more", b""]

    def read(self, _size: int = -1) -> bytes | None:
        return self.left.pop(0)


async def test_what_has_not_come_yet_is_not_the_end() -> None:
    """Or half of it would be stored, and nobody told."""
    for source in (Late(), iter([b"some", None, b"more"]), arriving([b"some", None, b"more"])):
        store = Store()
        with pytest.raises(TypeError, match="source yields a NoneType and not bytes"):
            await upload(store, source)
        assert store.log == []


async def arriving(pieces: list[Any]) -> AsyncIterator[Any]:
    for piece in pieces:
        yield piece


async def test_an_array_of_no_rows() -> None:
    """As numpy has them, of any number of dimensions."""
    store = Store()
    await upload(store, (c_int * 3 * 0)())
    await store.bucket().put("b", (c_int * 0 * 3)())
    assert {key: content for key, (content, _) in store.objects.items()} == {"a": b"", "b": b""}


@pytest.mark.parametrize("name", ["progress", "save"])
async def test_what_cannot_be_called_is_told_before_anything_is_sent(name: str) -> None:
    store = Store()
    bad: Any = {name: "bar"}
    with pytest.raises(TypeError, match=f"{name} must be a function, not str"):
        await store.bucket().upload("a", b"content", **bad)
    assert store.log == []


class Unsized(BytesIO):
    """As files of /proc: that it is empty is what it says."""

    def seek(self, offset: int, whence: int = 0) -> int:
        return super().seek(0 if whence == SEEK_END else offset)


@pytest.mark.parametrize("method", ["upload", "put"])
async def test_a_file_that_says_that_it_is_empty_is_not_stored_as_empty(method: str) -> None:
    store = Store()
    with pytest.raises(ValueError, match="does not say how large it is"):
        await getattr(store.bucket(), method)("a", Unsized(b"content"), checksum="CRC32")
    assert store.log == []
    await store.bucket().upload("a", Unsized())
    assert store.objects["a"][0] == b""
