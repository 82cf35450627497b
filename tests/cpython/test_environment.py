"""Proxies and certificates named in the environment."""

import ssl
from pathlib import Path

import pytest

from aws4web import NetworkError
from aws4web._platform.cpython.environment import Proxies

from .server import client, serving, without_waiting


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
async def test_a_proxy(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as proxy:
        monkeypatch.setenv(variable, proxy.url)
        async with client() as aws:
            assert await (await aws.fetch("http://aws.test/%7E%2f?a=b")).text() == "ok"
        [came] = proxy.requests
        assert came.line == "GET http://aws.test/%7E%2f?a=b HTTP/1.1"
        assert came.header("host") == "aws.test"


async def test_a_proxy_with_a_password_and_no_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removeprefix("http://").join(("user:word@", "")).rstrip("/"))
        async with client() as aws:
            await aws.fetch("http://aws.test/key")
        [came] = proxy.requests
        assert came.header("proxy-authorization") == "Basic dXNlcjp3b3Jk"
        assert (came.header("authorization") or "").startswith("AWS4-HMAC-SHA256 ")


@pytest.mark.parametrize("hosts", ["aws.test", "*", "other.test,aws.test", ".test"])
def test_no_proxy_for_some_hosts(hosts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.test:3128")
    assert Proxies().of("http://aws.test/key", "GET") == "http://proxy.test:3128"
    monkeypatch.setenv("NO_PROXY", hosts)
    assert Proxies().of("http://aws.test/key", "GET") is None


async def test_no_proxy_for_this_machine_over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as server, serving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with client() as aws:
            assert await (await aws.fetch(server.url)).text() == "ok"
        assert (len(server.requests), len(proxy.requests)) == (1, 0)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
@pytest.mark.parametrize("port", ["", ":8080"])
def test_which_hosts_are_this_machine(host: str, port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.test:3128")
    assert Proxies().of(f"http://{host}{port}/key", "GET") is None
    assert Proxies().of(f"https://{host}{port}/key", "GET"), "TLS keeps it from the proxy"
    assert Proxies().of("http://127.0.0.1.aws.test/key", "GET")
    assert Proxies().of("http://localhost.aws.test/key", "GET")


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("port", ["", ":8080"])
@pytest.mark.parametrize("host", ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"])
def test_no_proxy_for_the_credentials_of_containers(
    host: str, port: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://proxy.test:3128")
    assert Proxies().of(f"http://{host}{port}/v2/credentials", "GET") is None
    assert Proxies().of(f"http://169.254.170.3{port}/v2/credentials", "GET") == "http://proxy.test:3128"


async def test_a_proxy_that_aiohttp_does_not_speak_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:word@127.0.0.1:1080")
    async with client() as aws:
        with pytest.raises(NetworkError, match=r"names a socks5 proxy.*NO_PROXY") as caught:
            await aws.fetch("http://aws.test/key")
    assert "word" not in str(caught.value)
    assert not caught.value.retryable


async def test_a_stale_certificate_file_is_named_for_https_only(
    monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    async with serving() as plain, serving(tls=tls) as secure, client() as aws:
        assert await (await aws.fetch(plain.url)).text() == "ok"
        with pytest.raises(NetworkError, match=r"SSL_CERT_FILE=/no/such/file\.pem"):
            await aws.fetch(secure.url)
        assert not secure.opened


async def test_a_certificate_file_without_certificates(
    monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext, tmp_path: Path
) -> None:
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(nothing))
    async with serving(tls=tls) as secure, client() as aws:
        with pytest.raises(NetworkError, match=r"SSL_CERT_FILE=.*nothing\.pem"):
            await aws.fetch(secure.url)
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(nothing))
    async with client() as aws:
        with pytest.raises(NetworkError, match=r"SSL_CERT_DIR=.*nothing\.pem"):
            await aws.fetch("https://127.0.0.1:1/")


async def test_who_is_trusted(tls: ssl.SSLContext, authority_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    async with serving(tls=tls) as secure, client(platform=without_waiting(waits)) as aws:
        with pytest.raises(NetworkError, match=r"certificate is not trusted.*SSL_CERT_FILE") as caught:
            await aws.fetch(secure.url)
        assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)
        assert not caught.value.retryable
        assert not waits, "it is not tried again"
        monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
        assert await (await aws.fetch(secure.url)).text() == "ok"


def test_a_system_without_certificates_has_certifis(monkeypatch: pytest.MonkeyPatch) -> None:
    from aws4web._platform.cpython import environment

    nothing = ssl.DefaultVerifyPaths(None, None, "", "", "", "")  # pyright: ignore[reportArgumentType]
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nothing)
    environment._context.cache_clear()
    try:
        assert environment.tls_context("GET https://aws.test/").cert_store_stats()["x509_ca"] > 100
    finally:
        environment._context.cache_clear()
