"""A bucket, and what can be done with an object in it."""

from collections.abc import AsyncIterable, Iterable, Mapping
from typing import TYPE_CHECKING

from .._errors import AwsError
from ._address import checked_key
from ._headers import of_version, read_options
from ._info import ObjectInfo
from ._requests import head
from ._transfers import Transfers

if TYPE_CHECKING:
    from typing import Unpack

    from .._option_types import AwsOptions
    from .._response import Response
    from .._types import BodyInit
    from ._forms import Condition, PostForm
    from ._option_types import ObjectOptions, ReadOptions


class Bucket(Transfers):
    """A bucket of Amazon S3, or of a store like it.

        aws               the AwsClient that signs and sends; with unsigned=True for a public bucket
        name              the bucket's, or the ARN of an access point
        region            by default the client's, the endpoint's, or else 'us-east-1'; S3 corrects it
        endpoint_url      of a store that is not AWS's, as 'https://minio.example'; by default the client's
        addressing_style  'virtual' for the name in the host, 'path' for the path; by default 'auto', as botocore
                          chooses: in the host at AWS, if the name has no dots
        request_payer     'requester' if whoever asks pays; by default None
        presign_reads     True to sign the query of what only reads, for 15 minutes, and False its headers; by default
                          True in a page, which then needs no preflight (OPTIONS) before each object

    Such URLs show in a page's resource timing, in HAR files, and to tools that monitor pages: until they end, whoever
    sees one can read that object. If the bucket refuses them (403), headers are tried, once.

    Methods raise AwsError with S3's code (NoSuchKey, AccessDenied, …) and NetworkError, as `AwsClient.fetch` does, and
    TypeError and ValueError for what cannot be a key, before anything is sent.

        bucket = Bucket(aws, "my-bucket", region="eu-west-1")
        await bucket.put("hello.txt", "hello")
    """

    def url(self, key: str) -> str:
        """The URL of an object, whatever its key: not signed, and not asked for."""
        return self._requests.url(checked_key(key))

    async def get(self, key: str, **options: "Unpack[ReadOptions]") -> "Response":
        """An object, to be read as it arrives, or whole.

        range                         'bytes=0-99', or (first byte, byte after the last or None for the end), of the
                                      bytes as they are stored: only a whole object is unpacked as its Content-Encoding
                                      says
        version_id                    by default the newest
        if_match                      an ETag: AwsError PreconditionFailed if the object has another
        if_none_match                 an ETag: a Response with status 304 if the object has it
        if_modified_since             an aware datetime: status 304 if it was not
        if_unmodified_since           an aware datetime: AwsError PreconditionFailed if it was
        response_content_type         what the answer is to say that it is, whatever is stored
        response_content_disposition  as 'attachment; filename=…': what the answer is to say of itself
        response_cache_control        as 'no-cache': what the answer is to say of caches

        text = await (await bucket.get("hello.txt")).text()
        """
        headers, query = read_options({**options})
        return await self._requests.read("GET", checked_key(key), query, headers)

    async def head(self, key: str, *, version_id: str | None = None) -> ObjectInfo:
        """What S3 knows of an object. Raises AwsError NoSuchKey if there is none."""
        return await head(self._requests, checked_key(key), of_version(version_id))

    async def exists(self, key: str) -> bool:
        """Whether there is such an object. Raises AwsError if that may not be known."""
        try:
            await self.head(key)
        except AwsError as error:
            if error.status == 404:
                return False
            raise
        return True

    async def put(self, key: str, body: "BodyInit", **options: "Unpack[ObjectOptions]") -> ObjectInfo:
        """Store an object with one request, which may have up to 5 GiB; what it is now.

        body                    as `AwsClient.fetch` takes it: str, bytes-like, a JS body, a file, a function, …
        content_type            by default what the key's ending says, or the body
        cache_control           'max-age=3600', …
        content_disposition     'attachment; filename=…', …
        content_encoding        what the body is packed with: 'gzip', …
        content_language        'de', …
        metadata                of one's own, in ASCII
        tags                    of one's own, for lifecycle rules and permissions
        storage_class           'STANDARD_IA', 'INTELLIGENT_TIERING', …; by default 'STANDARD'
        server_side_encryption  'AES256', 'aws:kms', …; by default the bucket's
        sse_kms_key_id          the key of KMS; by default the account's own for S3
        if_match                an ETag: AwsError PreconditionFailed if the object has another
        if_none_match           '*': AwsError PreconditionFailed if there is such an object
        checksum                'CRC32' to have S3 compare what arrives with it; by default None

        A condition that fails after an attempt that got no answer is settled: it may be the attempt's own doing.
        """
        from ._putting import put

        return await put(self._requests, checked_key(key), body, {**options})

    async def delete(
        self,
        keys: "str | ObjectInfo | Iterable[str | ObjectInfo] | AsyncIterable[str | ObjectInfo]",
        *,
        version_id: str | None = None,
    ) -> None:
        """Delete an object, or any number of them, a thousand with a request; what is not there is no error.

        keys        one or many, or ObjectInfo in their place: one with a version_id means that version alone, which
                    is gone for good; a key, or an entry of `list`, for the object, of which S3 may keep versions
        version_id  of one key

        Raises DeleteError, which says which could not be deleted, if there are several.

            await bucket.delete(entry async for entry in bucket.list(prefix="old/"))
            await bucket.delete(entry async for entry in bucket.versions())  # nothing is left
        """
        if isinstance(keys, str | ObjectInfo):
            from ._deleting import delete_one
            from ._deletion import named

            key, of_entry = named(keys)
            await delete_one(self._requests, key, version_id or of_entry)
            return
        if version_id is not None:
            raise ValueError("version_id is of one object: pass one key")
        from ._deleting import delete_all

        await delete_all(self._requests, keys)

    async def presign(
        self,
        key: str,
        *,
        method: str = "GET",
        expires: int = 3600,
        version_id: str | None = None,
        download_as: str | None = None,
    ) -> str:
        """A URL that anybody can use for as long as it is valid.

        method       'GET' by default, 'PUT' to let others upload
        expires      seconds, up to 604800, and no longer than the credentials live; by default 3600
        download_as  the name under which a browser saves what it would show otherwise
        """
        query = of_version(version_id)
        if download_as is not None:
            from .._sign.canonical import percent_encode

            disposition = f"attachment; filename*=UTF-8''{percent_encode(download_as)}"
            query.append(("response-content-disposition", disposition))
        return await self._requests.presigned(method, checked_key(key), query, expires)

    async def presign_post(
        self,
        key: str,
        *,
        fields: Mapping[str, str] | None = None,
        conditions: "Iterable[Condition]" = (),
        expires: int = 3600,
    ) -> "PostForm":
        """A form with which anybody can upload an object, from a page without a script if need be. Nothing is sent.

        key         where it is stored; '${filename}' at its end stands for the name of the file
        fields      what the form says besides: 'acl', 'Content-Type', 'x-amz-meta-…', 'success_action_status',
                    'success_action_redirect', …
        conditions  what S3 lets be sent, as boto3 takes it: {'acl': 'private'}, ['starts-with', '$Content-Type',
                    'image/'], ['content-length-range', least, most], in bytes; every field needs one, and a field
                    that has one may be left to the page
        expires     seconds, up to 604800, and no longer than the credentials live; by default 3600

        Raises ValueError for what S3 would refuse: fields and conditions that contradict each other. R2 and others
        take no forms.

            form = await bucket.presign_post("inbox/${filename}", conditions=[["content-length-range", 1, 2**20]])
        """
        from ._forms import form

        of = self._requests
        options: AwsOptions = {"service": "s3", "region": of.region}
        return await form(of.aws, of.url(None)[:-1], self.name, options, key, fields, conditions, expires)
