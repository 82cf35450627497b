"""Sign a case of AWS's suite with this package. Runs wherever the package runs, in Pyodide too."""

from hashlib import sha256
from typing import Any

from aws4web import AwsV4Signer
from aws4web._sign.canonical import canonical_s3_path


async def sign(case: Any, *, query: bool) -> dict[str, str]:
    """The stages of a case's signature, under the names of the suite's files."""
    context = case.context
    credentials = context["credentials"]
    headers = [pair for pair in case.headers if pair[0].lower() != "host"]
    target = case.target
    body_hash = sha256(case.body.encode() if context["sign_body"] else b"").hexdigest()
    if query:
        target += f"{'&' if '?' in target else '?'}X-Amz-Expires={context['expiration_in_seconds']}"
    elif context["sign_body"]:
        headers.append(("X-Amz-Content-Sha256", body_hash))
    signer = AwsV4Signer(
        url=f"https://example.amazonaws.com{target}",
        method=case.method,
        headers=headers,
        body=case.body if context["sign_body"] else None,
        access_key_id=credentials["access_key_id"],
        secret_access_key=credentials["secret_access_key"],
        session_token=credentials.get("token"),
        service=context["service"],
        region=context["region"],
        datetime=context["timestamp"].replace("-", "").replace(":", ""),
        sign_query=query,
        append_session_token=context.get("omit_session_token", False),
        all_headers=True,
        single_encode=True,
    )
    if not context["normalize"]:
        # No URL can hold `//` or `/./` and mean it; such a path only tests the canonicalisation itself.
        signer._signable.encoded_path = canonical_s3_path(case.target.partition("?")[0])
    signed = await signer.sign()
    kind = "query" if query else "header"
    return {
        f"{kind}-canonical-request": await signer.canonical_string(),
        f"{kind}-string-to-sign": await signer.string_to_sign(),
        f"{kind}-signature": await signer.signature(),
        "authorization": signed.headers.get("authorization", ""),
        "url": signed.url,
    }
