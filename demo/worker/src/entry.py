"""An API gateway in a Cloudflare Worker: checks who calls, invokes a Lambda function, answers with what it returns."""

import json
from urllib.parse import urlsplit

from bearer import is_allowed
from payload import Reply, make_event, refusal
from workers import Response, WorkerEntrypoint

MAX_EVENT = 6 * 1024 * 1024  # bytes, by https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html


class Default(WorkerEntrypoint):
    """What the runtime makes for each request."""

    functions = None  # one for all requests: it keeps the signing key

    async def fetch(self, request):
        """Answer a request."""
        reply = await self.answer(request)
        return Response(reply.body, status=reply.status, headers=reply.headers)

    async def answer(self, request) -> Reply:
        """The reply of the function that the path names, or why there is none."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        # This comes first: whoever is not let in learns nothing, not even which functions exist.
        if not is_allowed(headers.pop("authorization", ""), getattr(self.env, "API_TOKEN", "")):
            return refusal(401, "Unauthorized", ("www-authenticate", "Bearer"))
        segment = urlsplit(request.url).path.split("/")[1]
        function = self.env.FUNCTIONS.to_py().get(segment)
        if function is None:
            return refusal(404, "Not Found")
        if int(headers.get("content-length", 0)) > MAX_EVENT:
            return refusal(413, "Request Too Large")
        # js_object's: the SDK's own knows only the standard methods.
        event = make_event(request.js_object.method, request.url, headers, await request.bytes())
        text = json.dumps(event)
        if len(text) > MAX_EVENT:  # base64 may have made it so
            return refusal(413, "Request Too Large")
        return await self.lambda_functions().invoke(function, text)

    def lambda_functions(self):
        """The functions behind this gateway."""
        if Default.functions is None:
            # Not at the top of the file: what is imported there goes into the Worker's memory snapshot, which cannot
            # hold the JS objects that aws4web keeps (SubtleCrypto's algorithms).
            from functions import Functions

            Default.functions = Functions(self.env)
        return Default.functions
