"""Nobody gets the file system of another, and no secret shows."""

import copy
import gc
import json
import os
import pickle
from collections.abc import Iterator
from typing import Any

import fsspec
import pytest

from aws4web import AwsClient, Credentials
from aws4web.blocking import AwsClient as BlockingClient
from aws4web.fs import S3FileSystem, _whose, register
from aws4web.fs._whose import set_default
from tests.hunt import Hunt

SECRET = "s3cr3t/key+1"
TOKEN = "s3cr3t/token+1"
ALICE: Any = {"key": "AKIDEXAMPLE", "secret": f"{SECRET}alice", "token": TOKEN}


@pytest.fixture
def hunt() -> Iterator[Hunt]:
    hunt = Hunt("s3cr3t", b"s3cr3t".hex())
    yield hunt
    assert hunt.looked
    assert hunt.found == [], "\n".join(hunt.found)


@pytest.fixture(autouse=True)
def no_default() -> Iterator[None]:
    yield
    _whose._default.clear()
    S3FileSystem.clear_instance_cache()


def provider() -> dict[str, str]:
    return {"access_key_id": "AKID", "secret_access_key": SECRET}


def other_provider() -> dict[str, str]:
    return provider()


def client(secret: str = SECRET) -> AwsClient:
    return AwsClient(access_key_id="AKIDEXAMPLE", secret_access_key=secret)


class Providers:
    def alice(self) -> dict[str, str]:
        return provider()

    def __eq__(self, _: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1

    def __repr__(self) -> str:
        return "the same for all"

    __call__ = alice


def test_equal_reprs_are_not_one() -> None:
    ours, theirs = client(f"{SECRET}alice"), client(f"{SECRET}bob")
    assert repr(ours) == repr(theirs)
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"client": ours}, {"client": theirs}),
        ({**ALICE}, {**ALICE, "secret": f"{SECRET}bob"}),
        ({**ALICE}, {**ALICE, "token": "another"}),
        ({"credentials": Providers()}, {"credentials": Providers()}),
        ({"credentials": Providers().alice}, {"credentials": Providers().alice}),
        ({"credentials": lambda: provider()}, {"credentials": lambda: provider()}),  # noqa: PLW0108
        ({"credentials": provider}, {"credentials": other_provider}),
        ({"credentials": Credentials("AKID", "alice")}, {"credentials": Credentials("AKID", "bob")}),
        ({"anon": True}, {**ALICE}),
    ]
    for alice, bob in pairs:
        of_alice, of_bob = S3FileSystem(**alice), S3FileSystem(**bob)
        assert of_alice is S3FileSystem(**alice), alice
        assert of_alice is not of_bob, alice
        assert of_alice != of_bob
        assert of_alice._fs_token != of_bob._fs_token
        assert of_alice.dircache is not of_bob.dircache
        assert of_alice._shared.client is not of_bob._shared.client


def test_the_same_are_one() -> None:
    aws = client()
    assert S3FileSystem(client=aws) is S3FileSystem(client=BlockingClient(aws))
    assert S3FileSystem(**ALICE) is S3FileSystem(**ALICE)
    assert S3FileSystem(client_kwargs={"region_name": "eu-west-1"}, **ALICE) is S3FileSystem(
        **ALICE, region="eu-west-1"
    )
    assert S3FileSystem(credentials=provider) is S3FileSystem(credentials=f"{__name__}:provider")
    fs = S3FileSystem(**ALICE, endpoint_url="https://minio.example")
    assert S3FileSystem(**fs.storage_options) is fs
    assert copy.copy(fs) is copy.deepcopy(fs) is fs


def test_a_name_does_not_outlive_what_it_names() -> None:
    names = _whose._Names()
    seen: set[str] = set()
    for _ in range(200):  # addresses come again
        seen.add(names.of(client()))
        gc.collect(0)
    assert len(seen) == 200
    gc.collect()
    assert len(names._of) == 0
    fixed = Credentials("AKID", "s3cr3t")  # which cannot be watched
    assert names.of(fixed) == names.of(fixed)


def test_the_default_is_whose_it_was_when_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    set_default(client())
    alice = S3FileSystem()
    set_default(client())
    assert S3FileSystem() is not alice
    assert S3FileSystem(**alice.storage_options) is alice


def test_another_environment_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "alice")
    alice = S3FileSystem()
    assert S3FileSystem() is alice
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "bob")
    assert S3FileSystem() is not alice


def test_configured_keys_do_not_show(monkeypatch: pytest.MonkeyPatch, hunt: Hunt) -> None:
    monkeypatch.setitem(fsspec.config.conf, "s3", {**ALICE, "client_kwargs": {"region_name": "eu-west-1"}})
    fs = S3FileSystem()
    assert fs._shared.client._settings.credentials.secret_access_key == ALICE["secret"]
    hunt.thing("configured", fs)
    hunt.text("options", repr(fs.storage_options))


def test_nothing_shows(hunt: Hunt) -> None:
    for options in (
        ALICE,
        {"client": client()},
        {"client_kwargs": {"aws_access_key_id": "AKID", "aws_secret_access_key": SECRET}},
        {"credentials": {"access_key_id": "AKID", "secret_access_key": SECRET}},
        {"credentials": Credentials("AKID", SECRET)},
    ):
        fs = S3FileSystem(**options)
        hunt.thing("file system", fs)
        hunt.thing("options", fs.storage_options)
        hunt.thing("whose", fs.storage_options["client"])
        hunt.text("token", fs._fs_token)
        for call in (fs.to_json, fs.to_dict, lambda fs=fs: pickle.dumps(fs), lambda fs=fs: json.dumps(fs.to_dict())):
            with pytest.raises(TypeError, match="credentials would have to go along") as caught:
                call()
            hunt.error("refused", caught.value)
    for options in ({**ALICE, "nonsense": SECRET}, {**ALICE, "client_kwargs": {"verify": SECRET}}):
        try:
            S3FileSystem(**options)
        except TypeError as exc:
            hunt.error("wrong option", exc)


@pytest.mark.parametrize("options", [{"anon": True}, {"credentials": provider}, {}])
def test_what_holds_no_secret_goes_along(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    fs = S3FileSystem(**options, endpoint_url="https://minio.example", default_block_size=2**20)
    pickled, text = pickle.dumps(fs), fs.to_json()
    assert pickle.loads(pickled) is fs
    assert fsspec.AbstractFileSystem.from_json(text) is fs
    assert fsspec.AbstractFileSystem.from_dict(fs.to_dict()) is fs
    assert SECRET not in text
    assert SECRET.encode() not in pickled
    S3FileSystem.clear_instance_cache()
    copied: Any = pickle.loads(pickled)
    assert copied is not fs
    assert (copied.endpoint_url, copied.default_block_size) == ("https://minio.example", 2**20)


def test_what_cannot_be_imported_does_not_go_along() -> None:
    for given in (lambda: provider(), Providers(), Providers().alice):  # noqa: PLW0108
        with pytest.raises(TypeError, match="a function that can be imported"):
            pickle.dumps(S3FileSystem(credentials=given))
    register(client())
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(S3FileSystem())


def test_a_new_process_of_the_same_has_its_own() -> None:
    fs = S3FileSystem(**ALICE)
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        other = S3FileSystem(**ALICE)
        os.write(writer, b"own" if other is not fs else b"same")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 10) == b"own"
    os.close(reader)
    os.close(writer)
