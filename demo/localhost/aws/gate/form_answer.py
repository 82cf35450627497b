"""A verified form as the PUT that stores the same, and what S3 answers to the form then."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit
from xml.sax.saxutils import escape

from .posted_form import PostedForm
from .refusal_answer import Answer
from .wire_request import WireRequest

_HEADERS = {"cache-control", "content-disposition", "content-encoding", "content-type", "expires"}
_OF_THE_FORM = {
    *("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token", "x-amz-signature"),
}


def as_put(request: WireRequest, form: PostedForm) -> WireRequest:
    """The request that stores the file, with the fields that S3 keeps as headers."""
    headers = [("Host", request.header("host") or ""), *_kept(form.fields)]
    # moto finds the service and the account by this header.
    signed = f"AWS4-HMAC-SHA256 Credential={form.fields['x-amz-credential']}, SignedHeaders=host, Signature=verified"
    headers += [("Authorization", signed), ("X-Amz-Date", form.fields["x-amz-date"])]
    in_host = request.path == "/"
    path = "" if in_host else f"/{form.bucket}"
    return WireRequest("PUT", f"{path}/{quote(form.key, safe='/~')}", tuple(headers), form.file)


def _kept(fields: dict[str, str]) -> Iterable[tuple[str, str]]:
    for name, value in fields.items():
        if name in _HEADERS or (name.startswith("x-amz-") and name not in _OF_THE_FORM):
            yield name, value
        elif name == "acl":
            yield "x-amz-acl", value


def answer_form(endpoint: str, form: PostedForm, stored: Answer) -> Answer:
    """What S3 answers, as the form wishes."""
    if stored.status != 200:
        return stored
    etag = next((value for name, value in stored.headers if name.lower() == "etag"), "")
    location = f"{endpoint}/{form.bucket}/{quote(form.key, safe='/~')}"
    headers = [("ETag", etag), ("Location", location)]
    if target := form.fields.get("success_action_redirect") or form.fields.get("redirect"):
        parts = urlsplit(target)
        query = urlencode([*parse_qsl(parts.query), ("bucket", form.bucket), ("key", form.key), ("etag", etag)])
        return Answer(303, [("ETag", etag), ("Location", urlunsplit(parts._replace(query=query)))], b"")
    status = form.fields.get("success_action_status", "204")
    if status != "201":
        return Answer(200 if status == "200" else 204, headers, b"")
    values = {"Location": location, "Bucket": form.bucket, "Key": form.key, "ETag": etag}
    elements = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>{elements}</PostResponse>'
    return Answer(201, [*headers, ("Content-Type", "application/xml")], body.encode())
