"""No response explained: a browser does not tell a page why. Pure.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

import json
import re
from collections.abc import Iterable

from ..._cors import cors_rule

_SAFELISTED = frozenset({"accept", "accept-language", "content-language"})
_SIMPLE = ("GET", "HEAD", "POST")
# The services that AWS itself says answer pages, by a label of their hosts: `cors` in apis/metadata.json of the AWS SDK
# for JavaScript 2, the only list that it ever published; and those whose owner decides.
_ANSWERING = """
acm apigateway application-autoscaling athena autoscaling ce cloudformation cloudfront cloudhsm cloudhsmv2 cloudtrail
codebuild codecommit codedeploy codepipeline cognito-identity cognito-idp cognito-sync comprehend comprehendmedical
config connect cur data-ats devicefarm directconnect dynamodb ec2 ecr ecs elasticache elasticbeanstalk elasticfilesystem
elasticloadbalancing elasticmapreduce elastictranscoder email events firehose forecast forecastquery gamelift geo iam
inspector iot kinesis kinesisvideo kms lambda lex logs machinelearning mobileanalytics monitoring mturk-requester
opsworks personalize personalize-events personalize-runtime polly pricing rds redshift rekognition resource-groups
route53 route53domains runtime-v2-lex s3 secretsmanager servicecatalog sns sqs ssm storagegateway sts translate waf
workdocs xray aoss appsync-api es execute-api iotdevicegateway s3-accelerate vpc-lattice-svcs
""".split()  # noqa: SIM905 - a third of the bytes
# https://docs.aws.amazon.com/general/latest/gr/s3.html
_s3_of_aws = re.compile(
    r"https?://(?:([a-z0-9.-]+)\.)?s3(?:-accelerate)?(?:\.dualstack)?(?:[.-]([a-z]{2,}(?:-[a-z]+)+-\d+))?"
    r"\.amazonaws\.(?:com|com\.cn|eu)(?::\d+)?/([^?#]*)\??([^#]*)",
    re.ASCII,
).match
_SILENT = (
    "the server could not be reached, or rather does not answer pages: AWS has no CORS for {}. Where there is no page,"
    " this command does it: {}"
)
_is_bucket = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]+", re.ASCII).fullmatch


def no_response_advice(
    method: str, url: str, request_headers: Iterable[str], page_origin: str | None, *, is_online: bool
) -> str:
    """Why a page got no response, as far as it can know, and what to do.

    `page_origin` is None if there is no page: a server-side runtime without CORS.
    """
    if not is_online:
        return "this device is offline"
    if page_origin is None or url.startswith(f"{page_origin}/"):
        return "the server could not be reached, or broke off the connection"
    if page_origin.startswith("https:") and url.startswith("http:"):
        return "a page served over https may not call a plain http URL (mixed content)"
    if service := _silent_service(url):
        return (
            f"the server could not be reached, or does not answer pages: AWS's service {service} is not known to. Call"
            " it from a server or a Lambda function of your own, which the page calls"
        )
    headers = sorted(name for name in request_headers if name not in _SAFELISTED)
    preflight, allowed = "", f"access-control-allow-origin: {page_origin}"
    if headers or method not in _SIMPLE:
        preflight, allowed = " the preflight (OPTIONS)", f"{allowed}, access-control-allow-methods: {method}"
    if headers:
        allowed += f" and access-control-allow-headers: {','.join(headers)}"
    why = (
        f"the server could not be reached, or does not allow the page's origin {page_origin} (CORS). To allow it, the"
        f" server must answer{preflight} with {allowed}."
    )
    if of_aws := _s3_of_aws(url):
        bucket, region, path, query = (of_aws[group] or "" for group in (1, 2, 3, 4))
        return _s3_advice(method, bucket, region, path, query, why, page_origin)
    return f"{why} For an S3 bucket that is this CORS rule: {json.dumps([cors_rule(page_origin)])}"


def _s3_advice(method: str, bucket: str, region: str, path: str, query: str, why: str, page_origin: str) -> str:
    """The command that does at AWS what a page cannot, or that allows the page what it can."""
    if not bucket:
        bucket, _, path = path.partition("/")
    if not bucket and method == "GET":
        return _SILENT.format("ListBuckets", "aws s3api list-buckets")
    name = bucket if _is_bucket(bucket) else "NAME"
    rules = json.dumps({"CORSRules": [cors_rule(page_origin)]}).replace("'", "\\u0027")  # a shell's quote
    put_cors = f"aws s3api put-bucket-cors --bucket {name} --cors-configuration '{rules}'"
    asked = [each for each in query.split("&") if each and not each.lower().startswith("x-amz-")]
    if method == "PUT" and not path and not asked:
        place = f" --region {region}" if region else ""
        if region not in ("", "us-east-1"):
            place += f" --create-bucket-configuration LocationConstraint={region}"
        return _SILENT.format("CreateBucket", f"aws s3api create-bucket --bucket {name}{place} && {put_cors}")
    first = " A bucket without any CORS rule answers no page, not even to PutBucketCors." if "cors" in asked else ""
    return f"{why}{first} For this bucket that is done by this command, which replaces the rules there: {put_cors}"


def _silent_service(url: str) -> str:
    """The label of a service of AWS that is not known to answer pages; "" for all others."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    labels = host.split(".")
    is_aws = host.endswith((".amazonaws.com", ".api.aws", ".amazonaws.com.cn", ".api.amazonwebservices.com.cn"))
    is_known = any(label in _ANSWERING or label.startswith("s3-") for label in labels)
    return labels[0] if is_aws and not is_known else ""
