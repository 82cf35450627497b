"""pandas, pyarrow, duckdb, polars, zarr, xarray and dask reach S3 by aws4web.fs, and find there what s3fs finds."""

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from demo.localhost.aws.local_aws import LocalAws
from demo.localhost.project import CACHE

from .programs import PROGRAMS

ROOT = Path(__file__).parents[2]
S3FS = CACHE / "venv-aiobotocore/bin/python"
PLACES = {"city": ["Zürich", "東京", "São Paulo"], "visits": [3, 7, 5]}
EXPECTED = {
    "pandas_csv": [PLACES, True, [2, 1]],
    "pandas_json": PLACES,
    "pandas_parquet": [PLACES, {"visits": [3, 7, 5]}],
    "pyarrow_files": [[["/a", False], ["/a/table.parquet", True], ["/d.txt", True]], "llo", PLACES],
    "pyarrow_dataset": [3, {"city": ["São Paulo"], "visits": [5], "year": [2025]}],
    "pyarrow_filter": sum(range(20_000, 30_000)),
    "duckdb_sql": [[[42]], [[number, f"w{number}"] for number in range(3)]],
    "polars_files": [PLACES, {"visits": [3, 7, 5]}],
    "numpy_files": sum(range(1000)),
    "zarr_groups": [[7, 7, 1, 2, 3, 7, 7], 7 * 9997 + 6, ["numbers"]],
    "xarray_zarr": [[1.0, 4.0, 7.0, 10.0], True],
    "dask_pickles": [["one", "three", "two"]] * 2,
}


class Run(NamedTuple):
    """What one of the file systems did."""

    by: str
    done: dict[str, Any]
    objects: dict[str, bytes]
    """What it stored, by key."""


@pytest.fixture(scope="module")
def store(local: LocalAws) -> Iterator[Any]:
    """boto3's client."""
    keys = {"aws_access_key_id": local.access_key_id, "aws_secret_access_key": local.secret_access_key}
    client = boto3.client(
        "s3", **keys, endpoint_url=local.endpoint, region_name=local.region, config=Config(proxies={})
    )
    yield client
    client.close()


def run(name: str, local: LocalAws, store: Any) -> Run:
    """All programs, in a process of their own, and a bucket of their own."""
    bucket = f"b-{uuid4().hex}"
    store.create_bucket(Bucket=bucket)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    environment |= {"AWS_ACCESS_KEY_ID": local.access_key_id, "AWS_SECRET_ACCESS_KEY": local.secret_access_key}
    environment |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "NO_PROXY": "127.0.0.1"}
    python, libraries = (S3FS, sysconfig.get_path("purelib")) if name == "s3fs" else (sys.executable, "")
    done = subprocess.run(
        [python, "-m", "tests.libraries.runner", name, local.endpoint, bucket, libraries],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = store.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
    return Run(
        **json.loads(done.stdout),
        objects={key: store.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys},
    )


@pytest.fixture(scope="module")
def ours(local: LocalAws, store: Any) -> Run:
    """What they do with aws4web.fs."""
    return run("aws4web", local, store)


@pytest.fixture(scope="module")
def theirs(local: LocalAws, store: Any) -> Run:
    """What they do with s3fs."""
    return run("s3fs", local, store)


def stored(objects: dict[str, bytes], title: str) -> dict[str, bytes]:
    return {key: body for key, body in objects.items() if key.startswith(f"{title}/")}


@pytest.mark.parametrize("title", PROGRAMS)
def test_it_is_we_who_answer(ours: Run, title: str) -> None:
    done = ours.done[title]
    assert done["error"] is None, done["error"]
    assert done["result"] == EXPECTED[title]
    read = [path for method, path, _ in done["sent"] if method == "GET" and f"/{title}/" in path]
    written = {path for method, path, _ in done["sent"] if method in ("PUT", "POST") and f"/{title}/" in path}
    assert read
    assert len(written) >= len(stored(ours.objects, title)) > 0


@pytest.mark.slow_page
@pytest.mark.parametrize("title", PROGRAMS)
def test_s3fs_does_the_same(ours: Run, theirs: Run, title: str) -> None:
    assert (ours.by, theirs.by) == ("aws4web.fs._filesystem", "s3fs.core")
    assert theirs.done[title]["error"] is None, theirs.done[title]["error"]
    assert ours.done[title]["result"] == theirs.done[title]["result"]
    assert stored(ours.objects, title) == stored(theirs.objects, title)


def test_a_dataset_reads_only_what_it_must(ours: Run) -> None:
    """The schema's partition, of which it reads the end; the one that is asked for, and there the column."""
    read: dict[str, int] = {}
    for method, path, size in ours.done["pyarrow_filter"]["sent"]:
        if method == "GET" and path.endswith(".parquet"):
            read[path.split("/")[-2]] = read.get(path.split("/")[-2], 0) + size
    assert set(read) == {"year%3D2022", "year%3D2024"}
    whole = {key.split("/")[1][-4:]: len(body) for key, body in stored(ours.objects, "pyarrow_filter").items()}
    assert min(whole.values()) > 1_000_000
    assert read["year%3D2022"] <= 65_536
    assert read["year%3D2024"] <= 65_536 + 100_000  # the end again, and 10,000 numbers of 8 bytes with an index
