"""Files whose store fails."""

import gc
import tracemalloc
from typing import Any

import pytest

from aws4web import NetworkError
from aws4web.fs import S3FileSystem
from tests.unit.s3.store import Store, answering, error, losing
from tests.unit.support import Answer, Fake

MIB = 2**20


def on(fake: Fake, retries: int = 0, **options: Any) -> Any:
    """A file system in the bucket my-bucket."""
    return S3FileSystem(client=fake.client(retries=retries), region="eu-west-1", skip_instance_cache=True, **options)


@pytest.mark.parametrize("failing", ["put", "begin", "part", "complete"])
@pytest.mark.parametrize("leaves", ["with", "close", "transaction"])
def test_a_failed_close_is_not_sent_again(failing: str, leaves: str) -> None:
    store = Store(answering(failing, *[error(400, "Refused")] * 4))
    fs = on(store)
    size = 10 if failing == "put" else 25 * MIB

    def write() -> None:
        if leaves == "close":
            file = fs.open("my-bucket/a", "wb")
            file.write(b"x" * size)
            file.close()
        elif leaves == "with":
            with fs.open("my-bucket/a", "wb") as file:
                file.write(b"x" * size)
        else:
            with fs.transaction, fs.open("my-bucket/a", "wb") as file:
                file.write(b"x" * size)

    with pytest.raises(OSError, match="Refused"):
        write()
    log = [*store.log]
    assert [each for each in log if failing in each]
    gc.collect()
    assert store.log == log
    assert store.objects == {}
    assert store.uploads == {}
    assert not fs._intrans


@pytest.mark.parametrize("interrupted", ["write", "close"])
def test_ctrl_c_when_all_is_sent_leaves_nothing(interrupted: str) -> None:
    store = Store()
    fs = on(store)
    run = fs._run

    def late(operation: str, *args: Any, **options: Any) -> Any:
        run(operation, *args, **options)
        if operation == interrupted:
            raise KeyboardInterrupt

    fs._run = late
    with pytest.raises(KeyboardInterrupt), fs.open("my-bucket/a", "wb") as file:
        file.write(b"x" * 25 * MIB)
    assert "begin" in store.log
    assert store.objects == {}
    assert store.uploads == {}


def test_a_file_that_failed_is_closed() -> None:
    store = Store(answering("begin", error(403, "AccessDenied")))
    file = on(store).open("my-bucket/a", "wb")
    with pytest.raises(PermissionError, match=r"write: AccessDenied.*my-bucket"):
        file.write(b"x" * 25 * MIB)
    assert file.closed
    file.close()
    with pytest.raises(ValueError, match="closed"):
        file.write(b"x")
    assert store.log == ["begin"]


def test_lost_answers_are_settled() -> None:
    store = Store(losing("complete"))
    with on(store, retries=1).open("my-bucket/a", "wb") as file:
        file.write(b"x" * 25 * MIB)
    assert len(store.objects["a"][0]) == 25 * MIB


def test_parts_have_one_size_and_few_are_held() -> None:
    store = Store()
    fs = on(store)
    tracemalloc.start()
    try:
        with fs.open("my-bucket/a", "wb") as file:
            for _ in range(100):
                file.write(b"x" * 700_000)
            held = file._held
            assert len(held) < 20 * MIB
            [parts] = store.uploads.values()
            assert {len(part) for part in parts.values()} == {5 * MIB}
            stored = sum(map(len, parts.values()))
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - stored < 60 * MIB
    assert len(store.objects["a"][0]) == 70_000_000


def test_larger_parts_for_large_objects() -> None:
    from aws4web.fs._writing import Writing

    fs = on(Store())
    sizes: list[int] = []
    for grows in (True, False):
        writing = Writing(fs._bucket("my-bucket"), "a", {}, 0, grows=grows)
        total = 0
        for number in range(10_000):
            writing._number = number
            total += writing._size_of_part()
        sizes.append(total // 2**30)
    assert sizes == [268, 48]


def ranged(body: bytes | NetworkError, first: int, total: int, **headers: str) -> Answer:
    size = len(body) if isinstance(body, bytes) else 5
    told = {"content_range": f"bytes {first}-{first + size - 1}/{total}", "content_length": str(size), "etag": '"e"'}
    return Answer(206, body, **(told | headers))


def head(size: int = 10) -> Answer:
    return Answer(200, b"", content_length=str(size), etag='"e"')


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([ranged(b"01234", 0, 10, content_length="10")], "not what was asked for"),  # truncated
        ([ranged(b"01234", 0, 5)], "changed"),  # it is shorter
        ([ranged(b"01234", 5, 10)], "not what was asked for"),
        ([ranged(b"0123456789", 0, 10, etag='"f"')], "changed"),
        ([ranged(b"0123456789", 0, 11)], "changed"),
        ([Answer(200, b"0123", content_length="10", etag='"e"')], "4 bytes"),
        ([Answer(416, b"")], "changed"),
        ([Answer(304, b"")], "not what was asked for"),
    ],
)
def test_answers_that_are_not_the_object(answers: list[Answer], message: str) -> None:
    fake = Fake(head(), *answers)
    with on(fake).open("my-bucket/a") as file, pytest.raises(OSError, match=message):
        file.read()


def test_an_answer_that_breaks_off_comes_again() -> None:
    broken = ranged(NetworkError("it broke off"), 0, 10, content_range="bytes 0-9/10", content_length="10")
    fake = Fake(head(), *[broken] * 3, ranged(b"0123456789", 0, 10))
    with on(fake).open("my-bucket/a") as file:
        assert file.read() == b"0123456789"
    assert len(fake.waits) == 3
    fake = Fake(head(), *[broken] * 9)
    with on(fake).open("my-bucket/a") as file, pytest.raises(NetworkError, match="broke off"):
        file.read()
    assert len(fake.requests) == 1 + 5


def test_a_server_that_knows_no_ranges() -> None:
    fake = Fake(head(), Answer(200, b"0123456789", content_length="10", etag='"e"'))
    with on(fake).open("my-bucket/a", block_size=1, cache_type="none") as file:
        file.seek(3)
        assert file.read(2) == b"34"


def test_ranges_of_an_object_that_changes_between_them() -> None:
    fake = Fake(ranged(b"01", 0, 10**6), ranged(b"89", 500_000, 10**6, etag='"f"'))
    found = on(fake).cat_ranges(["my-bucket/a"] * 2, [0, 500_000], [2, 500_002])
    assert [type(each) for each in found] == [OSError, OSError]
    assert "changed" in str(found[0])


def test_reading_sends_only_what_it_must() -> None:
    fake = Fake(ranged(b"0" * 200, 0, 1000), ranged(b"1" * 10, 900, 1000))
    on(fake).cat_ranges(["my-bucket/a"] * 3, [0, 190, 900], [10, 200, 910], max_gap=500)
    assert sorted(request.headers["range"] for request in fake.requests) == ["bytes=0-199", "bytes=900-909"]


def test_a_pickled_file_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    file = on(Store()).open("my-bucket/a", "wb")
    with pytest.raises(TypeError, match="cannot be pickled"):
        file.__reduce__()
    file.discard()
    with pytest.raises(NotImplementedError):
        on(Store()).open("my-bucket/a", "r+b")


def test_a_size_that_is_a_lie_takes_no_memory() -> None:
    size = {"content_length": str(2**44), "etag": '"e"'}
    fake = Fake(Answer(200, b"", **size), *[Answer(206, b"x", content_range="bytes 0-0/1", etag='"e"')] * 8)
    with on(fake).open("my-bucket/a") as file:
        tracemalloc.start()
        try:
            with pytest.raises((OSError, NetworkError)):
                file.read()
            assert tracemalloc.get_traced_memory()[1] < 30 * MIB
        finally:
            tracemalloc.stop()


def test_get_to_the_root_of_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    fs = on(Fake(answer := Answer(200, b"", content_length="1"), answer))
    asked: list[Any] = []
    monkeypatch.setattr(fs, "_transfer", lambda _operation, pairs, *_: asked.extend(pairs))
    fs.get("my-bucket/a", "/")
    assert asked == [("my-bucket/a", "/a")]
