"""from_botocore gives what botocore itself finds, with its real sessions, profile files and processes."""

import asyncio
import json
import shlex
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import botocore.credentials
import botocore.session
import pytest

from aws4web import AwsClient, CredentialsError
from aws4web._platform import PLATFORM
from aws4web._renewal.provider import on_platform
from aws4web.credentials import from_botocore
from aws4web.credentials._asker import Asker
from demo.localhost.aws.local_aws import LocalAws
from tests.harness.aws.issuer import CLIENT, Issuer
from tests.waiting import until

from .environment import SECRET, TOKEN, Clock, clean, hidden_module, keys_of

_PROCESS = """
import json, pathlib, sys, time
plan = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
with pathlib.Path(__file__).with_suffix(".log").open("a") as log:
    log.write("asked\\n")
go_on = pathlib.Path(__file__).with_suffix(".go")
for _ in range(2000):
    if go_on.exists() or not plan.get("held"):
        break
    time.sleep(0.01)
else:
    sys.exit("nobody let it go on")
sys.stderr.write(plan.get("complains", ""))
sys.stdout.buffer.write(plan["says"].encode("latin-1"))
sys.exit(plan.get("status", 0))
"""


class Process:
    """A credential_process, which answers as the test says."""

    def __init__(self, folder: Path) -> None:
        self._script = folder / "process.py"
        self._script.write_text(_PROCESS)
        (folder / "config").write_text(
            f"[default]\ncredential_process = {shlex.quote(sys.executable)} -I {shlex.quote(str(self._script))}\n"
        )

    def plan(self, says: str | dict[str, Any], **more: Any) -> None:
        """What it prints, its `status`, what it `complains` on stderr, and whether it is `held` until `let_go`."""
        text = says if isinstance(says, str) else json.dumps({"Version": 1} | says)
        self._script.with_suffix(".json").write_text(json.dumps({"says": text} | more))

    def let_go(self) -> None:
        """End those that are held."""
        self._script.with_suffix(".go").touch()

    @property
    def asked(self) -> int:
        """How often it ran."""
        log = self._script.with_suffix(".log")
        return log.read_text().count("asked") if log.exists() else 0


def _keys(number: int, expiration: str | None = None) -> dict[str, Any]:
    made = {"AccessKeyId": f"ASIAPROCESS{number}", "SecretAccessKey": f"{SECRET}{number}", "SessionToken": TOKEN}
    return made | ({} if expiration is None else {"Expiration": expiration})


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return clean(monkeypatch, tmp_path)


@pytest.fixture
def process(home: Path) -> Process:
    return Process(home)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """One clock for us and for botocore."""
    clock = Clock()
    now = lambda: datetime.fromtimestamp(clock.time, UTC)  # noqa: E731
    defaults = botocore.credentials.RefreshableCredentials.__init__.__defaults__
    assert defaults and defaults[0] is botocore.credentials._local_now, "botocore's clock has moved"
    monkeypatch.setattr(botocore.credentials.RefreshableCredentials.__init__, "__defaults__", (now, *defaults[1:]))
    return clock


_STATIC = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = {secret}\n"
_WITH_TOKEN = (
    "[work]\naws_access_key_id = ASIAWORK\naws_secret_access_key = {secret}\naws_session_token = {token}\n" + _STATIC
)


@pytest.mark.parametrize("profile", [None, "default", "work"])
@pytest.mark.parametrize("name", ["config", "credentials"])
async def test_keys_of_a_profile(home: Path, profile: str | None, name: str) -> None:
    text = _WITH_TOKEN.format(secret=SECRET, token=TOKEN)
    (home / name).write_text(text.replace("[work]", "[profile work]") if name == "config" else text)
    found = await from_botocore(profile_name=profile)()
    assert keys_of(found) == keys_of(botocore.session.Session(profile=profile).get_credentials())
    assert found.access_key_id == ("ASIAWORK" if profile == "work" else "AKIADEFAULT")
    assert found.expires_at is None


async def test_the_profile_that_the_environment_names(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "credentials").write_text(_WITH_TOKEN.format(secret=SECRET, token=TOKEN))
    monkeypatch.setenv("AWS_PROFILE", "work")
    assert (await from_botocore()()).access_key_id == "ASIAWORK"


@pytest.mark.usefixtures("home")
async def test_variables_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENV")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    found = await from_botocore()()
    assert keys_of(found) == keys_of(botocore.session.Session().get_credentials()) == ("AKIAENV", SECRET, None)


async def test_a_role_by_another_profile(home: Path, local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config").write_text(
        f"[profile base]\naws_access_key_id = {local.access_key_id}\n"
        f"aws_secret_access_key = {local.secret_access_key}\n"
        f"[profile role]\nrole_arn = {local.assumable_role}\nsource_profile = base\nregion = {local.region}\n"
    )
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", local.endpoint)
    session = botocore.session.Session(profile="role")
    found = await from_botocore(session)()
    assert keys_of(found) == keys_of(session.get_credentials())
    assert found.access_key_id.startswith("ASIA")
    assert found.expires_at == session.get_credentials()._expiry_time
    await _may_call(local, from_botocore(profile_name="role"))


async def test_a_role_by_a_token_file(home: Path, local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config").write_text(
        f"[default]\nrole_arn = {local.web_identity_role}\nweb_identity_token_file = {home / 'token'}\n"
        f"region = {local.region}\n"
    )
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", local.endpoint)
    with Issuer() as issuer:
        local.identity.trust(issuer.url, CLIENT)
        (home / "token").write_text(issuer.token())
        session = botocore.session.Session()
        found = await from_botocore(session)()
        await _may_call(local, from_botocore())
    assert keys_of(found) == keys_of(session.get_credentials())
    assert found.expires_at == session.get_credentials()._expiry_time is not None


async def _may_call(local: LocalAws, provider: Any) -> None:
    """The local AWS accepts what the provider gives."""
    async with AwsClient(credentials=provider, region=local.region, endpoint_url=local.endpoint) as aws:
        answer = await aws.fetch(
            f"https://sts.{local.region}.amazonaws.com/",
            method="POST",
            headers={"content-type": "application/x-www-form-urlencoded"},
            body="Action=GetCallerIdentity&Version=2011-06-15",
        )
        assert "assumed-role" in await answer.raise_for_status().text()


async def test_a_process(process: Process) -> None:
    process.plan(_keys(1, "2099-01-01T00:00:00Z"))
    found = await from_botocore()()
    assert keys_of(found) == keys_of(botocore.session.Session().get_credentials())
    assert found.expires_at == datetime(2099, 1, 1, tzinfo=UTC)


async def test_a_process_without_an_end(process: Process) -> None:
    process.plan(_keys(1))
    found = await from_botocore()()
    assert keys_of(found) == keys_of(botocore.session.Session().get_credentials())
    assert found.expires_at is None


@pytest.mark.usefixtures("home")
async def test_a_session_of_boto3() -> None:
    session = boto3.Session(aws_access_key_id="AKIABOTO", aws_secret_access_key=SECRET, aws_session_token=TOKEN)
    assert keys_of(await from_botocore(session)()) == ("AKIABOTO", SECRET, TOKEN)


@pytest.mark.usefixtures("home")
async def test_no_credentials() -> None:
    assert botocore.session.Session().get_credentials() is None
    with pytest.raises(CredentialsError, match=r"^from_botocore\(\): botocore finds no credentials on this machine$"):
        await from_botocore()()


@pytest.mark.usefixtures("home")
async def test_a_missing_profile() -> None:
    with pytest.raises(CredentialsError, match=r"^from_botocore\(profile_name='nobody'\).*\(nobody\)") as caught:
        await from_botocore(profile_name="nobody")()
    assert type(caught.value.__cause__).__name__ == "ProfileNotFound"


@pytest.mark.usefixtures("home")
async def test_credentials_that_are_there_later(home: Path) -> None:
    provider = from_botocore()
    with pytest.raises(CredentialsError):
        await provider()
    (home / "credentials").write_text(_STATIC.format(secret=SECRET))
    assert (await provider()).access_key_id == "AKIADEFAULT"


async def test_files_are_read_again_once_aws_refuses_what_was_in_them(home: Path) -> None:
    """Tools for signing in write the keys of a few hours to the file of profiles, without their end."""
    (home / "credentials").write_text(_STATIC.format(secret=SECRET).replace("AKIADEFAULT", "ASIAOLD"))
    provider = from_botocore()
    old = await provider()
    (home / "credentials").write_text(_STATIC.format(secret=SECRET).replace("AKIADEFAULT", "ASIANEW"))
    assert await provider() is old
    assert provider.refuse(old, "ExpiredToken", may_ask=True)
    assert (await provider()).access_key_id == "ASIANEW"


async def test_a_process_is_asked_again_before_the_end(process: Process, clock: Clock) -> None:
    provider = on_platform(from_botocore(), clock.platform)
    process.plan(_keys(1, clock.after(3600)))
    assert (await provider()).access_key_id == "ASIAPROCESS1"
    process.plan(_keys(2, clock.after(7200)))
    clock.time += 3600 - 301
    assert (await provider()).access_key_id == "ASIAPROCESS1"
    assert process.asked == 1
    clock.time += 241  # the last minute: everybody waits
    found = await provider()
    assert found.access_key_id == "ASIAPROCESS2"
    assert process.asked == 2


async def test_a_callers_session_is_asked_again_before_the_end(process: Process, clock: Clock) -> None:
    process.plan(_keys(1, clock.after(3600)))
    session = botocore.session.Session()
    provider = on_platform(from_botocore(session), clock.platform)
    assert (await provider()).access_key_id == "ASIAPROCESS1"
    process.plan(_keys(2, clock.after(7200)))
    clock.time += 3600 - 59
    found = await provider()
    assert keys_of(found) == keys_of(session.get_credentials())
    assert (found.access_key_id, found.expires_at) == ("ASIAPROCESS2", session.get_credentials()._expiry_time)


async def test_a_slow_process_blocks_nobody(process: Process, clock: Clock) -> None:
    provider = on_platform(from_botocore(), clock.platform)
    process.plan(_keys(1, clock.after(3600)))
    await provider()
    process.plan(_keys(2, clock.after(7200)), held=True)
    clock.time += 3600 - 59
    waiting = asyncio.ensure_future(provider())
    await until(lambda: process.asked >= 2)
    assert not waiting.done()
    process.let_go()
    assert (await waiting).access_key_id == "ASIAPROCESS2"


async def test_the_old_ones_serve_while_a_slow_process_runs(process: Process, clock: Clock) -> None:
    provider = on_platform(from_botocore(), clock.platform)
    process.plan(_keys(1, clock.after(3600)))
    old = await provider()
    process.plan(_keys(2, clock.after(7200)), held=True)
    clock.time += 3600 - 299
    assert await provider() is old
    await until(lambda: process.asked >= 2)
    assert await provider() is old
    process.let_go()
    while await provider() is old:  # noqa: ASYNC110 - a process takes its time
        await asyncio.sleep(0.01)
    assert (await provider()).access_key_id == "ASIAPROCESS2"
    assert process.asked == 2


def test_several_event_loops_share_one_session(process: Process) -> None:
    process.plan(_keys(1, "2099-01-01T00:00:00Z"), held=True)
    provider = from_botocore(botocore.session.Session())
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(asyncio.run(provider()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    asyncio.run(until(lambda: process.asked >= 1))
    process.let_go()
    for thread in threads:
        thread.join()
    assert {each.access_key_id for each in found} == {"ASIAPROCESS1"}
    assert len(found) == 8
    assert process.asked == 1


def test_the_end_belongs_to_the_keys(clock: Clock) -> None:
    """Another thread, which uses the same session, may refresh it at any moment."""
    from aws4web.credentials._from_botocore import _frozen

    def metadata(number: int, seconds: float) -> dict[str, str]:
        expiry = {"expiry_time": clock.after(seconds)}
        return {"access_key": f"ASIA{number}", "secret_key": SECRET, "token": TOKEN} | expiry

    refreshable = botocore.credentials.RefreshableCredentials
    found = refreshable.create_from_metadata(metadata(1, 7200), lambda: metadata(2, 99999), "test")
    frozen = found.get_frozen_credentials

    def interrupted() -> Any:
        """Between our two questions, the other thread is there."""
        result = frozen()
        if result.access_key == "ASIA1":
            with found._refresh_lock:
                found._protected_refresh(is_mandatory=True)
        return result

    found.get_frozen_credentials = interrupted  # pyright: ignore[reportAttributeAccessIssue]
    got = _frozen(found)
    assert (got.access_key_id, got.expires_at) == ("ASIA2", found._expiry_time)


async def test_without_botocore() -> None:
    with hidden_module("botocore"):
        provider = from_botocore()
        with pytest.raises(CredentialsError, match=r"^from_botocore\(\): botocore is not installed.*pip install"):
            await provider()


@pytest.mark.usefixtures("home")
async def test_a_botocore_that_lacks_something_else() -> None:
    session = _Raising(ModuleNotFoundError("No module named 'awscrt'", name="awscrt"))
    with pytest.raises(CredentialsError, match="No module named 'awscrt'") as caught:
        await from_botocore(session)()
    assert "not installed" not in str(caught.value)


class _Raising:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_credentials(self) -> Any:
        raise self._error


async def test_a_platform_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    class Host:
        async def in_thread(self, _function: Any) -> Any:
            raise NotImplementedError("this platform has no threads")

    host: Any = Host()
    monkeypatch.setattr(Asker, "platform", PLATFORM._replace(host=lambda: host))
    with pytest.raises(CredentialsError, match=r"this platform has no threads, and botocore needs one"):
        await from_botocore()()


async def test_a_process_that_fails(process: Process) -> None:
    process.plan(_keys(1), status=3, complains="the smart card is not in the reader")
    with pytest.raises(CredentialsError, match=r"^from_botocore\(\).*the smart card is not in the reader") as caught:
        await from_botocore()()
    assert type(caught.value.__cause__).__name__ == "CredentialRetrievalError"


async def test_a_missing_sso_token(home: Path) -> None:
    (home / "config").write_text(
        "[default]\nsso_start_url = https://example.test/start\nsso_region = eu-west-1\n"
        "sso_account_id = 123456789012\nsso_role_name = reader\nregion = eu-west-1\n"
    )
    with pytest.raises(CredentialsError, match=r"^from_botocore\(\).*SSO") as caught:
        await from_botocore()()
    assert type(caught.value.__cause__).__name__ in ("UnauthorizedSSOTokenError", "SSOTokenLoadError")


async def test_what_expired_already(process: Process) -> None:
    process.plan(_keys(1, (datetime.now(UTC) - timedelta(hours=1)).isoformat()))
    with pytest.raises(CredentialsError, match=r"^from_botocore\(\).*expired"):
        await from_botocore()()


def test_bad_options() -> None:
    with pytest.raises(TypeError, match="not both"):
        from_botocore(boto3.Session(), profile_name="work")
    with pytest.raises(TypeError, match=r"boto3\.Session or a botocore Session, not str"):
        from_botocore("work")
