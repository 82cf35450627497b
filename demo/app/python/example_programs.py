"""The Python tab's examples. `aws`, `endpoint` and `region` are the connection's; the tests run them all."""

_FIRST = """
# Whose keys are these? `aws` is an AwsClient with the connection's keys.
url = endpoint or f"https://sts.{region}.amazonaws.com"
response = await aws.fetch(
    f"{url}/",
    headers={"content-type": "application/x-www-form-urlencoded"},
    body="Action=GetCallerIdentity&Version=2011-06-15",
    aws={"service": "sts"},
)
print(response.status, response.headers["content-type"])
print(await response.text())
"""

_S3 = """
# Put an object whose key is hard to write, list it, get it, delete it.
from aws4web.s3 import Bucket

bucket = Bucket(aws, "python-demo", endpoint_url=endpoint or None)
await bucket.create()

await bucket.put("a+b=100% é.txt", "Hello ✓")
async for entry in bucket.list():
    print(entry.key, entry.size, entry.last_modified)

response = await bucket.get("a+b=100% é.txt")
print(await response.text())

await bucket.delete("a+b=100% é.txt")
print([entry.key async for entry in bucket.list()])
"""

_PRESIGN = """
# A link that anybody can open for ten minutes. Nothing is sent to make it.
from aws4web.s3 import Bucket

bucket = Bucket(aws, "aws4web-demo", endpoint_url=endpoint or None)
await bucket.presign("readme.txt", expires=600)
"""

_DYNAMODB = """
# DynamoDB speaks JSON; the operation is in a header.
import json

url = f"{endpoint or f'https://dynamodb.{region}.amazonaws.com'}/"


async def dynamodb(operation, **payload):
    response = await aws.fetch(
        url,
        headers={
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": f"DynamoDB_20120810.{operation}",
        },
        body=json.dumps(payload),
        aws={"service": "dynamodb"},
    )
    return await response.json() if response.ok else response.error


print(await dynamodb("ListTables"))
# An error is a value, until you raise it.
print(repr(await dynamodb("GetItem", TableName="missing", Key={"id": {"S": "1"}})))
"""

_LAMBDA = """
# Invoke a function ten times at once.
import asyncio
import json
from time import perf_counter

url = endpoint or f"https://lambda.{region}.amazonaws.com"


async def invoke(number):
    response = await aws.fetch(
        f"{url}/2015-03-31/functions/echo/invocations",
        body=json.dumps({"number": number}),
        aws={"service": "lambda"},
    )
    return (await response.json())["number"]


began = perf_counter()
print(await asyncio.gather(*[invoke(number) for number in range(10)]))
print(f"{(perf_counter() - began) * 1000:.0f} ms")
"""

_ERRORS = """
# A wrong secret: the error says what is wrong.
from aws4web import AwsClient, AwsError

wrong = AwsClient(access_key_id=MY_ACCESS_KEY, secret_access_key="not-it", region=region)
bucket = endpoint or f"https://s3.{region}.amazonaws.com"
try:
    await wrong.fetch(f"{bucket}/", raise_for_status=True, aws={"service": "s3"})
except AwsError as error:
    print(error.code, error.status)
    print(error.diagnosis)
"""

_STAGES = """
# Every stage of a signature can be read: AWS's documented example.
from aws4web import AwsV4Signer

signer = AwsV4Signer(
    url="https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
    access_key_id="AKIDEXAMPLE",
    secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
    datetime="20150830T123600Z",
)
print(await signer.canonical_string(), end="\\n\\n")
print(await signer.string_to_sign(), end="\\n\\n")
print(await signer.auth_header())
"""

PROGRAMS = {
    "First call": _FIRST,
    "S3": _S3,
    "Presigned link": _PRESIGN,
    "DynamoDB": _DYNAMODB,
    "Lambda, ten at once": _LAMBDA,
    "An error, explained": _ERRORS,
    "A signature’s stages": _STAGES,
}
