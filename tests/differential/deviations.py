"""Where aws4web deliberately differs from aws4fetch 1.0.20: one class for each reason.

None is a free pass. A deviation says what aws4web must answer: an error, or aws4fetch's own answer to a `rewrite` of
the request that spares it the mistake, `patch`ed if rewriting does not help, and signed again (reference.py).
"""

import hashlib
import re
from typing import ClassVar
from urllib.parse import unquote

from .reference import PRESIGN, canonical, is_utf8, read_pairs, sorted_query, write_pairs
from .request import MISREAD_HOSTS, S3_KIN, Deviation, Request, Result

# -- errors before anything is sent ------------------------------------------------------------------------------


class UrlCredentials(Deviation):
    """A user name or password in the URL: fetch refuses to send it, so signing it helps nobody."""

    error = "ValueError: .*user name or password"

    def applies(self, request: Request) -> bool:
        return bool(request.parts["username"] or request.parts["password"])


class NotHttp(Deviation):
    """A scheme that neither carries HTTP requests nor opens a WebSocket: signing it is of no use."""

    error = "ValueError: .*https?://"

    def applies(self, request: Request) -> bool:
        return request.parts["protocol"] not in ("http:", "https:", "ws:", "wss:")


class BadMethod(Deviation):
    """A method that is not an HTTP token: fetch refuses it later, with less to say."""

    error = "ValueError: .*not an HTTP method"

    def applies(self, request: Request) -> bool:
        return bool(re.search(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]", request.case["method"] or ""))


class BadDatetime(Deviation):
    """AWS reads only one form of time; aws4fetch signs whatever it is given."""

    error = "ValueError: .*20150830T123600Z"

    def applies(self, request: Request) -> bool:
        date, time = r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", r"([01]\d|2[0-3])[0-5]\d[0-5]\d"
        return not re.fullmatch(f"{date}T{time}Z", request.case["datetime"], re.ASCII)


class LoneSurrogate(Deviation):
    """Half a surrogate pair is not a character, and has no encoding; aws4fetch names another object, with U+FFFD."""

    error = "ValueError: .*UTF-8"

    def applies(self, request: Request) -> bool:
        return bool(re.search("[\ud800-\udfff]", request.case["url"]))


class RewrittenKey(Deviation):
    """A URL parser turns `\\` into a slash and drops tabs and line breaks: the request would reach another object."""

    error = "ValueError: .*URL parser"

    def applies(self, request: Request) -> bool:
        return request.is_s3 and bool(re.search(r"[\\\t\n\r]", self._raw_path(request)))

    def _raw_path(self, request: Request) -> str:
        url = request.case["url"].strip("".join(map(chr, range(0x21))))  # as the parser does: C0 controls and spaces
        return re.split(r"[?#]", url)[0].partition("://")[2]


class DotSegmentInKey(RewrittenKey):
    """A URL parser folds `.` and `..` away, even those from `..%2F`, for S3 decodes its keys."""

    error = "ValueError: .*segment"

    def applies(self, request: Request) -> bool:
        segments = unquote(self._raw_path(request)).split("/")[1:]
        return request.is_s3 and not {".", ".."}.isdisjoint(segments)


class FragmentInS3Url(Deviation):
    """What follows a raw # is never sent: `DELETE …/report#1.pdf` would delete `report`."""

    error = "ValueError: .*%23"

    def applies(self, request: Request) -> bool:
        return request.is_s3 and "#" in request.case["url"]


class EdgeOfS3Url(Deviation):
    """A URL parser trims blanks and control characters, even if they are the key's, and drops some within the URL."""

    error = "ValueError: .*which a URL parser drops"

    def applies(self, request: Request) -> bool:
        url = request.case["url"]
        return request.is_s3 and (url[0] <= " " or url[-1] <= " " or bool(re.search("[\t\n\r]", url)))


class ControlInHeader(Deviation):
    """RFC 9110 allows no control characters in a header's value, and many servers refuse them."""

    error = "ValueError: .*control character"

    def applies(self, request: Request) -> bool:
        return any(re.search("[\x01-\x08\x0b-\x1f\x7f]", value) for _, value in request.headers)


class WrongContentLength(Deviation):
    """A Content-Length that is not the body's: no client sends it, so nobody may sign it."""

    error = "ValueError: .*content-length"

    def applies(self, request: Request) -> bool:
        stated = [value for name, value in request.headers if name == "content-length"]
        return any(value != str(len(request.body)) for value in stated)


class NoHost(Deviation):
    """A Host header that is not a host."""

    error = "ValueError: .*header host"

    def applies(self, request: Request) -> bool:
        return any(
            name == "host" and not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", value) for name, value in request.headers
        )


class ExpiresOutOfRange(Deviation):
    """AWS refuses a presigned URL that lives for less than a second or more than seven days."""

    error = "ValueError: .*604800"

    def applies(self, request: Request) -> bool:
        values = [value or "" for name, value in request.pairs if name == "X-Amz-Expires"]
        return request.presigns and any(
            not re.fullmatch("[0-9]+", value) or not 1 <= int(value) <= 604800 for value in values
        )


class UnknownHost(Deviation):
    """A host that tells no service or region: aws4fetch signs for the service "" in us-east-1, and AWS says 403."""

    error = "UnknownEndpointError: .*region"

    def applies(self, request: Request) -> bool:
        told = bool(request.case["service"]) and bool(request.case["region"])
        aws = r"amazonaws\.com(\.cn)?|on\.aws|api\.aws|r2\.cloudflarestorage\.com|backblazeb2\.com"
        return not told and not re.search(rf"\.({aws})$", request.parts["hostname"])


class AcceleratedHost(Deviation):
    """S3's accelerated hosts serve buckets of all regions, so they tell none; aws4fetch signs for us-east-1."""

    error = "UnknownEndpointError: .*region"

    def applies(self, request: Request) -> bool:
        accelerated = re.search(r"\.s3-accelerate(\.dualstack)?\.amazonaws\.com$", request.parts["hostname"])
        return bool(accelerated) and not request.case["region"]


# -- what is signed for ------------------------------------------------------------------------------------------


class MisreadHost(Deviation):
    """Hosts whose signing name or region only AWS's own endpoint data tells (here botocore's copy)."""

    def applies(self, request: Request) -> bool:
        told = bool(request.case["service"]) and bool(request.case["region"])
        return not told and request.parts["hostname"] in MISREAD_HOSTS

    def rewrite(self, request: Request) -> None:
        service, region = MISREAD_HOSTS[request.parts["hostname"]]
        request.case["service"] = request.case["service"] or service
        request.case["region"] = request.case["region"] or region


class S3Kin(Deviation):
    """Services that speak S3 under another signing name; aws4fetch encodes their paths twice and sends no hash."""

    def applies(self, request: Request) -> bool:
        return request.service in S3_KIN

    def rewrite(self, request: Request) -> None:
        request.case["service"] = "s3"

    def patch(self, request: Request, result: Result) -> None:
        result["service"] = request.service
        scope = result["credential_string"]
        right = scope.removesuffix("s3/aws4_request") + f"{request.service}/aws4_request"
        result["credential_string"] = right
        for part in ("url", "encoded_search"):
            result[part] = result[part].replace(canonical(scope), canonical(right))
        result["headers"] = [[name, value.replace(scope, right)] for name, value in result["headers"]]


# -- method, body, headers ---------------------------------------------------------------------------------------


class UpperCaseMethod(Deviation):
    """The signature covers the upper-case method, so that is what is sent; fetch would send `patch` unchanged."""

    def applies(self, request: Request) -> bool:
        method = request.case["method"] or ""
        return method != method.upper()

    def rewrite(self, request: Request) -> None:
        request.case["method"] = request.case["method"].upper()


class EmptyBody(Deviation):
    """An empty text is a body: the default is POST. With aws4fetch it is GET, and the request then throws."""

    def applies(self, request: Request) -> bool:
        body = request.case["body"]
        return body is not None and body["kind"] == "str" and not request.body and not request.case["method"]

    def rewrite(self, request: Request) -> None:
        request.case["method"] = "POST"


class DuplicateHeader(Deviation):
    """AWS's signing suite joins the values of a repeated header with ",", the Fetch Standard with ", "."""

    def applies(self, request: Request) -> bool:
        return len(set(request.names)) < len(request.names)

    def rewrite(self, request: Request) -> None:
        joined: dict[str, str] = {}
        for name, value in request.headers:
            joined[name] = f"{joined[name]},{value}" if name in joined else value
        request.headers = list(joined.items())


class WhiteSpaceInHeader(Deviation):
    """What is signed is what is sent: aws4fetch signs runs of white space folded, and sends them unchanged."""

    def _folded(self, value: str) -> str:
        return " ".join(re.split("[\t \x85\xa0]+", value)).strip()

    def applies(self, request: Request) -> bool:
        return any(value != self._folded(value) for _, value in request.headers)

    def rewrite(self, request: Request) -> None:
        request.headers = [(name, self._folded(value)) for name, value in request.headers]


class AnotherHost(Deviation):
    """A Host header that names another host than the URL is signed; aws4fetch drops it."""

    def _given(self, request: Request) -> str | None:
        given = dict(request.headers).get("host")
        return None if given is None or given.lower() == request.parts["host"] else given

    def applies(self, request: Request) -> bool:
        return self._given(request) is not None

    def patch(self, request: Request, result: Result) -> None:
        given = self._given(request)
        result["canonical_headers"] = re.sub(r"(?m)^host:.*$", f"host:{given}", result["canonical_headers"])
        result["headers"] = sorted([*result["headers"], ["host", given]])


class Fragment(Deviation):
    """A fragment is never sent; aws4fetch leaves it in the URL, even a presigned one."""

    def applies(self, request: Request) -> bool:
        return "#" in request.case["url"] and not request.is_s3

    def rewrite(self, request: Request) -> None:
        request.parts["hash"] = ""


class StaleHeader(Deviation):
    """What an earlier signature left in the headers is neither signed again nor sent along."""

    def applies(self, request: Request) -> bool:
        return not set(self._stale(request)).isdisjoint(request.names)

    def _stale(self, request: Request) -> list[str]:
        if request.presigns:
            return ["authorization", "x-amz-date", "x-amz-security-token"]
        token_is_set = request.case["session_token"] and not request.appends_token
        return [
            *(["authorization"] if request.case["all_headers"] else []),
            *([] if token_is_set else ["x-amz-security-token"]),
        ]

    def rewrite(self, request: Request) -> None:
        request.drop(*self._stale(request))


class RewrittenHeader(Deviation):
    """What a browser or a proxy changes on the way is sent, and never signed.

    aws4fetch signs some of it with all_headers, and always what a page may not set: Date, Cookie, Accept-Encoding, …
    """

    ALWAYS: ClassVar[set[str]] = {
        "accept-encoding",
        "cookie",
        "date",
        "proxy-authorization",
        "sec-fetch-mode",
        "te",
        "via",
    }
    WITH_ALL_HEADERS: ClassVar[set[str]] = ALWAYS | {"connection", "expect", "user-agent", "x-amzn-trace-id"}

    def _names(self, request: Request) -> set[str]:
        return self.WITH_ALL_HEADERS if request.case["all_headers"] else self.ALWAYS

    def applies(self, request: Request) -> bool:
        return not self._names(request).isdisjoint(request.names)

    def rewrite(self, request: Request) -> None:
        request.dropped = [[name, value] for name, value in request.headers if name in self._names(request)]
        request.drop(*self._names(request))

    def patch(self, request: Request, result: Result) -> None:
        result["headers"] = sorted([*result["headers"], *request.dropped])


class EmptyContentHash(Deviation):
    """An x-amz-content-sha256 without a value tells nothing: it is filled in."""

    def applies(self, request: Request) -> bool:
        needed = request.is_s3 or request.service == "aoss"
        return needed and not request.presigns and dict(request.headers).get("x-amz-content-sha256") == ""

    def rewrite(self, request: Request) -> None:
        request.drop("x-amz-content-sha256")


class HashedPayload(Deviation):
    """Without TLS only the signature protects the body, so S3's payload is hashed and not UNSIGNED-PAYLOAD."""

    def applies(self, request: Request) -> bool:
        return request.is_s3 and request.parts["protocol"] in ("http:", "ws:") and self._lacks_hash(request)

    def _lacks_hash(self, request: Request) -> bool:
        return not request.presigns and not dict(request.headers).get("x-amz-content-sha256")

    def rewrite(self, request: Request) -> None:
        request.headers.append(("x-amz-content-sha256", hashlib.sha256(request.body).hexdigest()))


class ServerlessSearch(HashedPayload):
    """OpenSearch Serverless refuses requests without x-amz-content-sha256."""

    def applies(self, request: Request) -> bool:
        return request.service == "aoss" and self._lacks_hash(request)


class LateToken(Deviation):
    """append_session_token with header signing: the token is sent, unsigned. aws4fetch loses it."""

    def applies(self, request: Request) -> bool:
        return request.appends_token and not request.presigns and bool(request.case["session_token"])

    def patch(self, request: Request, result: Result) -> None:
        result["headers"] = sorted([*result["headers"], ["x-amz-security-token", request.case["session_token"]]])


# -- the path ----------------------------------------------------------------------------------------------------


class SingleEncodedPath(Deviation):
    """single_encode means that escapes stay; the rest is escaped as RFC 3986 says, as for S3.

    aws4fetch escapes only `!'()*`, and leaves `@`, `:`, `+` and others raw in the canonical path.
    """

    def applies(self, request: Request) -> bool:
        return bool(
            request.case["single_encode"]
            and not request.is_s3
            and re.search(r"[^A-Za-z0-9\-._~/%!'()*]", request.parts["pathname"])
        )

    def patch(self, request: Request, result: Result) -> None:
        result["encoded_path"] = re.sub(
            r"[^A-Za-z0-9\-._~/%]", lambda match: f"%{ord(match[0]):02X}", result["encoded_path"]
        )


class S3SingleEncode(Deviation):
    """S3's path is encoded once anyway; aws4fetch's single_encode puts the decoded key into the canonical request."""

    def applies(self, request: Request) -> bool:
        path = canonical(request.parts["pathname"], "/")
        return request.case["single_encode"] and request.is_s3 and bool(re.search("%(?!2[1789A])", path))

    def rewrite(self, request: Request) -> None:
        request.case["single_encode"] = False


class S3PathOnTheWire(Deviation):
    """What is signed is what is sent: an S3 key is sent in its canonical encoding, not as the caller spelt it."""

    def applies(self, request: Request) -> bool:
        return request.is_s3 and request.parts["pathname"] != canonical(request.parts["pathname"], "/")

    def rewrite(self, request: Request) -> None:
        request.parts["pathname"] = canonical(request.parts["pathname"], "/")


class S3PlusInKey(S3PathOnTheWire):
    """A `+` in a key is a plus; aws4fetch signs it as a space and sends it as a plus."""

    def applies(self, request: Request) -> bool:
        return request.is_s3 and "+" in request.parts["pathname"]


class S3StrayPercent(S3PathOnTheWire):
    """A `%` that escapes nothing stands for itself; aws4fetch then encodes the whole path twice."""

    def applies(self, request: Request) -> bool:
        return request.is_s3 and bool(re.search("%(?![0-9A-Fa-f]{2})", request.parts["pathname"]))


class S3KeyOfBytes(S3PathOnTheWire):
    """A key that is not UTF-8 keeps its bytes; aws4fetch then encodes the whole path twice."""

    def applies(self, request: Request) -> bool:
        return request.is_s3 and not is_utf8(request.parts["pathname"])

    def patch(self, request: Request, result: Result) -> None:
        result["encoded_path"] = request.parts["pathname"]


# -- the query ---------------------------------------------------------------------------------------------------


class StaleParameters(Deviation):
    """An earlier signature in the URL is replaced, not signed over."""

    def applies(self, request: Request) -> bool:
        names = {name for name, _ in request.pairs}
        # AWS refuses a request that is signed in two ways, even if one of them is incomplete.
        signs = {"X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential"}
        return not names.isdisjoint(PRESIGN if request.presigns else signs)

    def rewrite(self, request: Request) -> None:
        kept = [pair for pair in request.pairs if pair[0] not in PRESIGN]
        # A lone "?" stays, as it does without any signature.
        request.parts["search"] = "?" + write_pairs(kept)


class QueryOnTheWire(Deviation):
    """What is signed is what is sent: strict servers compare the wire's spelling with the canonical one.

    aws4fetch sends the caller's spelling; presigned, URLSearchParams' own (`+` for a space, raw `*`, `%7E`, `a=`).
    """

    def applies(self, request: Request) -> bool:
        if request.presigns:
            signed_headers = ["X-Amz-SignedHeaders", canonical("".join(request.names))]
            texts = [*request.pairs, signed_headers]
            return any(value is None or re.search("%20|%2A|~", name + value) for name, value in texts)
        return request.parts["search"].removeprefix("?") != write_pairs(request.pairs)

    def rewrite(self, request: Request) -> None:
        if request.parts["search"]:
            request.parts["search"] = "?" + write_pairs(request.pairs)

    def patch(self, request: Request, result: Result) -> None:
        wire = request.pairs
        if request.presigns:
            base, _, search = result["url"].partition("?")
            search, mark, fragment = search.partition("#")
            # URLSearchParams keeps all pairs in order, so the signer's own come last.
            wire += read_pairs(search)[len(wire) :]
            result["url"] = f"{base}?{write_pairs(wire)}{mark}{fragment}"
        end = [name for name, _ in wire].index("X-Amz-Signature") if request.presigns else None
        result["encoded_search"] = sorted_query(wire[:end])


class S3RepeatedName(QueryOnTheWire):
    """All values of a repeated name are sent, so all are signed; aws4fetch signs S3's first one only."""

    def applies(self, request: Request) -> bool:
        names = [unquote(name) for name, _ in request.pairs]
        return request.is_s3 and len(set(names)) < len(names)


class EmptyName(QueryOnTheWire):
    """A value without a name (`=x`) is sent, so it is signed; aws4fetch leaves it out."""

    def applies(self, request: Request) -> bool:
        return any(not name for name, _ in request.pairs)


class BytesInQuery(QueryOnTheWire):
    """What is not UTF-8 keeps its bytes (%FF stays %FF); aws4fetch signs U+FFFD in their place."""

    def applies(self, request: Request) -> bool:
        return any(not is_utf8(f"{name}{value}") for name, value in request.pairs)


DEVIATIONS: list[Deviation] = [
    # Errors first; then in the order in which they rewrite.
    *(UrlCredentials(), NotHttp(), BadMethod(), BadDatetime(), LoneSurrogate(), RewrittenKey(), DotSegmentInKey()),
    *(FragmentInS3Url(), EdgeOfS3Url(), ControlInHeader(), WrongContentLength(), NoHost()),
    *(ExpiresOutOfRange(), UnknownHost(), AcceleratedHost()),
    *(MisreadHost(), Fragment(), UpperCaseMethod(), EmptyBody(), WhiteSpaceInHeader(), DuplicateHeader()),
    *(StaleHeader(), AnotherHost()),
    *(RewrittenHeader(), EmptyContentHash()),
    *(HashedPayload(), ServerlessSearch(), S3Kin(), LateToken(), SingleEncodedPath(), S3SingleEncode()),
    *(S3PathOnTheWire(), S3PlusInKey(), S3StrayPercent(), S3KeyOfBytes()),
    *(StaleParameters(), QueryOnTheWire(), S3RepeatedName(), EmptyName(), BytesInQuery()),
]
