"""Invokes a Lambda function, in the page or in a worker: <script type="py"> says which."""

import json

from pyscript import display, fetch, window

from aws4web import AwsClient

# A worker's own address is a blob's, so this one is absolute.
local = await fetch(f"{window.location.origin}/config.json").json()
aws = AwsClient(
    access_key_id=local["access_key_id"],
    secret_access_key=local["secret_access_key"],
    region=local["region"],
    service="lambda",  # one of AWS's own URLs tells both
)

# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
LAMBDA = f"{local['endpoint']}/2015-03-31/functions"
response = await aws.fetch(f"{LAMBDA}/echo/invocations", body=json.dumps({"my": "event"}))
display(f"{response.status} {await response.json()}")
