"""Lambda, by aws4web."""

from urllib.parse import quote

from payload import Reply, read_reply, refusal

from aws4web import AwsClient, NetworkError, RequestTimeoutError


class Functions:
    """Invokes the functions of one account and region."""

    def __init__(self, env) -> None:
        self._aws = AwsClient(
            access_key_id=env.AWS_ACCESS_KEY_ID,
            secret_access_key=env.AWS_SECRET_ACCESS_KEY,
            service="lambda",
            region=env.AWS_REGION,
            deadline=env.TIMEOUT_SECONDS,
        )
        # The name that AWS's own SDKs use: for a Lambda elsewhere, for example a local one.
        own = f"https://lambda.{env.AWS_REGION}.amazonaws.com"
        self._endpoint = getattr(env, "AWS_ENDPOINT_URL_LAMBDA", own)

    async def invoke(self, name: str, event: str) -> Reply:
        """The function's answer to an event."""
        # https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
        url = f"{self._endpoint}/2015-03-31/functions/{quote(name, safe='')}/invocations"
        try:
            response = await self._aws.fetch(url, headers={"content-type": "application/json"}, body=event)
            payload = await response.bytes()
        except RequestTimeoutError as error:
            print(error)
            return refusal(504, "Gateway Timeout")
        except NetworkError as error:
            print(error)
            return refusal(502, "Bad Gateway")
        # What went wrong is for the log, not for the caller.
        if response.error or not response.ok:
            print(response.error or response)
            return refusal(503, "Service Unavailable") if response.status == 429 else refusal(502, "Bad Gateway")
        if failed := response.headers.get("x-amz-function-error"):
            print(f"{name} failed ({failed}), request {response.headers.get('x-amzn-requestid')}")
            return refusal(502, "Bad Gateway")
        return read_reply(payload)
