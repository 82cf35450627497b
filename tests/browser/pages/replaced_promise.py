"""Sign and send in a page that has replaced Promise."""

import json

import js

from aws4web import AwsClient, NetworkError

given = js.given.to_py()
aws = AwsClient(**given["aws"])
response = await aws.fetch(given["url"], body=b"x" * 100_000)  # noqa: F704, PLE1142
read = await response.bytes()  # noqa: F704, PLE1142
streamed = b""
async for chunk in await aws.fetch(given["url"], body=js.Blob.new(["a Blob"])):  # noqa: F704, PLE1142
    streamed += chunk
try:
    await aws.fetch(given["nowhere"])  # noqa: F704, PLE1142
except NetworkError as error:
    failure = str(error)
else:
    failure = ""
js_asked = js.Promise.resolve.bind(js.Promise, js.JSON.parse(given["keys"]))
asking = AwsClient(credentials=js_asked, service="execute-api", region="us-east-1")
json.dumps(
    {
        "promise": js.Promise.name,
        "read": len(read),
        "streamed": streamed.decode(),
        "presigned": await aws.presign([given["url"]] * 2),  # noqa: F704, PLE1142
        "failure": failure,
        "asked": (await asking.fetch(given["url"])).status,  # noqa: F704, PLE1142
    }
)
