import random
import re
import subprocess
import sys
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from aws4web._endpoints import directory, tables
from aws4web._endpoints.data import HOMES, HOSTS, PATTERNS, TAILS
from aws4web._endpoints.directory import Directory, Endpoint, infer, real_region

from . import corpus, documented, generate

MODULES = [Path(directory.__file__), Path(tables.__file__), generate.TARGET]
REGIONS = ["us-east-1", "eu-west-3", "ap-southeast-5", "cn-northwest-1", "eusc-de-east-1"]


def _documented() -> list[tuple[str, str, str, Endpoint | None]]:
    cases: list[tuple[str, str, str, Endpoint | None]] = []
    for line in documented.HOSTS.splitlines():
        if line and not line.startswith("#"):
            request, answer = line.split(" = ")
            url, _, target = request.partition(" ")
            host, slash, path = url.partition("/")
            service, region, scheme = [*answer.split(), "sigv4"][:3] if answer != "-" else ("", "", "")
            expected = Endpoint(service, None if region == "?" else region, scheme) if service else None
            cases.append((host, slash + path or "/", target, expected))
    return cases


@pytest.mark.parametrize(("host", "path", "target", "expected"), _documented())
def test_documented_host(host: str, path: str, target: str, expected: Endpoint | None) -> None:
    assert infer(host, path, target) == expected


@pytest.mark.parametrize(("host", "path", "target", "expected"), _documented())
def test_trailing_dot_means_the_same(host: str, path: str, target: str, expected: Endpoint | None) -> None:
    assert infer(f"{host}.", path, target) == expected


def _wrong_documented(directory: Directory) -> list[str]:
    return [host for host, path, target, expected in _documented() if directory.infer(host, path, target) != expected]


def test_every_name_in_the_tables_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one of them, some documented host would mean something else."""
    for table in ("MORE_HOMES", "MORE_TAILS", "MORE_PATTERNS"):
        lines = getattr(tables, table).splitlines()
        for number, line in enumerate(lines):
            meaning, *names = line.split()
            for name in names:
                rest = " ".join([meaning, *(other for other in names if other != name)])
                with monkeypatch.context() as patch:
                    patch.setattr(directory, table, "\n".join([*lines[:number], rest, *lines[number + 1 :]]))
                    assert _wrong_documented(Directory(HOMES, HOSTS, TAILS, PATTERNS)), f"{meaning} {name}"
    for service, meanings in tables.SHARED_HOSTS.items():
        for name in meanings:
            rest = {other: meaning for other, meaning in meanings.items() if other != name}
            with monkeypatch.context() as patch:
                patch.setitem(tables.SHARED_HOSTS, service, rest)
                assert _wrong_documented(Directory(HOMES, HOSTS, TAILS, PATTERNS)), f"{service} {name}"


def test_every_host_that_botocore_makes() -> None:
    """Each service, variant and partition, and each region that a rule set tells apart from others."""
    left = generate.wrong(Directory(HOMES, HOSTS, TAILS, PATTERNS), generate.answers(corpus.rows()))
    assert not left, f"{len(left)} hosts are wrong: run {generate.COMMAND}"


def test_no_alias_of_a_region_is_signed_for() -> None:
    """fips-us-east-1 in a host means us-east-1, whatever the service; aws-global or ProdFips tells none."""
    regions = {region for partition in corpus.partitions() for region in partition["regions"] if "global" not in region}
    rows = [row for row in corpus.alias_rows() if row.hostname != "localhost:8000"]
    assert len(rows) > 3000
    told = 0
    for row in rows:
        found = infer(row.hostname.lower())
        assert found is None or found.region in regions, (row, found)
        # health is signed for the partition's home region, except in us-east-2.
        if f".{row.region}." not in row.hostname and row.region in row.hostname and row.service != "health":
            if "secondary" not in row.hostname:
                assert found == (row.service, row.region, "sigv4"), row
            told += 1
    assert told > 3000


@pytest.mark.parametrize(
    ("label", "region"),
    [
        ("us-east-1", "us-east-1"),
        ("us-gov-west-1", "us-gov-west-1"),
        ("us-isob-east-1", "us-isob-east-1"),
        ("eusc-de-east-1", "eusc-de-east-1"),
        ("zz-north-17", "zz-north-17"),
        ("fips-us-east-1", "us-east-1"),
        ("us-gov-east-1-fips", "us-gov-east-1"),
        ("fips-dkr-us-west-2", "us-west-2"),
        ("bedrock-runtime-fips-ca-central-1", "ca-central-1"),
        ("verification-eu-west-1", "eu-west-1"),
        *(
            (label, "")
            for label in ("", "fips", "fips-", "aws-global", "us", "us-1", "us-east", "us-east-x", "u-east-1")
        ),
        *((label, "") for label in ("my-bucket", "europe-west-1", "us-e4st-1", "us-east-")),
    ],
)
def test_the_region_that_a_label_names(label: str, region: str) -> None:
    assert real_region(label) == region


def test_the_corpus_covers_botocore() -> None:
    origins = {row.origin for row in corpus.rows()}
    assert set(corpus.services()) <= origins
    schemes = {row.scheme for row in corpus.rows()}
    assert schemes == {"sigv4", "sigv4a", "sigv4-s3express"}


def test_every_region_of_botocore() -> None:
    for partition in corpus.partitions():
        outputs = partition["outputs"]
        for region in partition["regions"]:
            if not region.endswith("-global"):
                for suffix in (outputs["dnsSuffix"], outputs["dualStackDnsSuffix"]):
                    assert infer(f"sqs.{region}.{suffix}") == ("sqs", region, "sigv4")
                    assert infer(f"a1b2.execute-api-fips.{region}.{suffix}") == ("execute-api", region, "sigv4")
                assert infer(f"s3-{region}.{outputs['dnsSuffix']}") == ("s3", region, "sigv4")


def test_the_table_is_what_botocore_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_check_sees_a_stale_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "_endpoints_data.py"
    stale.write_text(generate.TARGET.read_text().replace("bedrock-runtime", ""))
    monkeypatch.setattr(generate, "TARGET", stale)
    assert generate.main(["--check"]) == 1
    assert generate.COMMAND in capsys.readouterr().out


def test_wrong_sees_a_missing_row() -> None:
    without = Directory(HOMES, HOSTS, TAILS.replace(" bedrock-runtime", ""), PATTERNS)
    left = generate.wrong(without, generate.answers(corpus.rows()))
    assert {right.service for rights in left.values() for right in rights} == {"bedrock"}


class _SentError(Exception):
    """Carries what botocore was about to send."""


def _keep(request: AWSPreparedRequest, **_: object) -> None:
    raise _SentError(request.url, request.headers.get("Authorization", b""))


def test_real_clients_sign_for_the_same() -> None:
    """botocore's own clients: the host that they call, and the scope that they sign for."""
    rng = random.Random(4)
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    session.register("before-send", _keep)
    compared = 0
    for service in rng.sample(corpus.services(), 60):
        variant = {f"use_{name}_endpoint": rng.random() < 0.5 for name in ("fips", "dualstack")}
        config = Config(parameter_validation=False, **variant)
        client = session.create_client(service, region_name=rng.choice(REGIONS), config=config)
        try:
            getattr(client, rng.choice(sorted(client.meta.method_to_api_mapping)))()
        except _SentError as sent:
            url, authorization = urlsplit(sent.args[0]), sent.args[1].decode()
        except (BotoCoreError, KeyError, TypeError, AttributeError):
            continue  # no such variant, or an operation that cannot be called like this
        if "Credential=" in authorization:  # otherwise: a bearer token, or no signature
            _, _, *region, name, _ = authorization.partition("Credential=")[2].partition(",")[0].split("/")
            endpoint = infer(url.hostname or "", url.path)
            assert endpoint is not None
            if region:
                assert endpoint == (name, *region, "sigv4")
            else:  # SigV4A, which botocore prefers if it has awscrt and the host accepts both
                assert endpoint.service == name
            compared += 1
    assert compared >= 20


def test_no_host_is_too_odd() -> None:
    """Any labels, any path: an answer or None, never an exception."""
    rng = random.Random(6)
    labels = ["s3", "s3-us-west-2", "s3express-x", "vpce", "vpce-1", "us-gov", "us-east-1", "fips", "global", "iot", ""]
    ends = ["", "amazonaws.com", "api.aws", "on.aws", "amazonaws.com.cn", "wasabisys.com", "idrivee2-.com", "aws"]
    for _ in range(20_000):
        host = ".".join([*rng.choices(labels, k=rng.randint(0, 4)), rng.choice(ends)])
        found = infer(
            host, rng.choice(["", "/", "//", "*", "/mqtt"]), rng.choice(["", ".", "AnyScaleFrontendService."])
        )
        assert found is None or found.service not in ("", "-")


def test_the_modules_are_small() -> None:
    """Their size in a wheel: without comments, in raw deflate, as in a zip."""
    sizes = []
    for module in MODULES:
        packer = zlib.compressobj(wbits=-15)
        sizes.append(len(packer.compress(re.sub(rb"(?m)^#.*\n", b"", module.read_bytes())) + packer.flush()))
    assert sum(sizes) <= 5700


def test_nothing_is_imported_but_the_standard_few() -> None:
    """The look-up runs alone: it is pure, and loads at once."""
    code = (
        "import sys, types, typing, functools, collections.abc\n"
        f"package = types.ModuleType('aws4web'); package.__path__ = [{str(MODULES[0].parents[1])!r}]\n"
        "sys.modules['aws4web'] = package\n"
        "before = set(sys.modules)\n"
        "import aws4web._endpoints.directory\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([f"aws4web._endpoints{name}" for name in ("", ".data", ".directory", ".tables")])
