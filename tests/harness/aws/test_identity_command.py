"""The command prints what a client needs to be issued credentials, and takes the issuers to trust."""

import pytest

from demo.localhost.aws import __main__ as command
from demo.localhost.aws.local_aws import LocalAws

from .issuer import Issuer


def test_it_prints_roles_pools_and_whom_it_trusts(
    local: LocalAws, issuer: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    command.show(local)
    printed = capsys.readouterr().out
    for value in (
        local.web_identity_role,
        local.assumable_role,
        f"{local.external_id_role} {local.external_id}",
        f"{local.mfa_role} {local.mfa_serial} {local.mfa_code}",
        local.identity_pool_id,
        local.members_pool_id,
    ):
        assert value in printed
    assert f"of {issuer.url}" in printed


def test_it_trusts_no_issuer_elsewhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["aws", "--trust", "https://issuer.example", "page"])
    with pytest.raises(SystemExit, match="2"):
        command.main()
    assert "not the URL of an issuer on this machine" in capsys.readouterr().err
