"""Under Node, the environment of the process counts, which Python's own does not have."""

from typing import Any

from pytest_pyodide import run_in_pyodide


@run_in_pyodide
async def of_the_process(selenium):
    import os

    import js

    from aws4web import AwsClient, CredentialsError
    from aws4web.credentials import from_botocore, from_environment

    found = []
    aws = AwsClient(credentials=from_environment())
    sqs = "https://sqs.us-east-1.amazonaws.com/"
    for name, value in (("AWS_ACCESS_KEY_ID", "AKIDNODE"), ("AWS_SECRET_ACCESS_KEY", "secret")):
        setattr(js.process.env, name, value)
    try:
        found.append("Credential=AKIDNODE/" in (await aws.sign(sqs)).headers.get("authorization"))
        os.environ["AWS_ACCESS_KEY_ID"] = "AKIDPYTHON"
        aws.forget()
        found.append("Credential=AKIDPYTHON/" in (await aws.sign(sqs)).headers.get("authorization"))
    finally:
        os.environ.pop("AWS_ACCESS_KEY_ID", None)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            js.Reflect.deleteProperty(js.process.env, name)
    for provider in (from_environment(), from_botocore()):
        try:
            await provider()
        except CredentialsError as error:
            found.append(str(error))
    return found


def test_the_environment(selenium: Any) -> None:
    found: Any = of_the_process(selenium)
    of_node, of_python, nothing, botocore = found
    assert of_node
    assert of_python, "what a program sets in Python comes first"
    assert "none is set" in nothing
    assert "no threads in Pyodide" in botocore
