"""Forms made in a page, and sent by the browser: by a script, and as a form of HTML."""

from typing import Any
from uuid import uuid4

from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws

BROKEN = [
    ({"acl": "public-read"}, "AccessDenied"),
    ({"Content-Type": "text/html"}, "AccessDenied"),
    ({"key": "elsewhere"}, "AccessDenied"),
    ({"x-amz-meta-more": "a"}, "AccessDenied"),
    ({"x-amz-signature": "0" * 64}, "SignatureDoesNotMatch"),
    ({"policy": "e30="}, "SignatureDoesNotMatch"),
    ({"x-amz-security-token": "a"}, "InvalidToken"),
    ({"content": "a"}, "EntityTooSmall"),
    ({"content": "a" * 101}, "EntityTooLarge"),
]


@run_in_pyodide
async def forms(selenium, endpoint, keys, name, broken):
    import asyncio

    import js
    from pyodide.ffi import create_once_callable, to_js

    from aws4web import AwsClient
    from aws4web.s3 import Bucket, presign_post

    aws = AwsClient(**keys)
    (await aws.fetch(f"{endpoint}/{name}", method="PUT", aws={"service": "s3"})).raise_for_status()
    bucket = Bucket(aws, name, endpoint_url=endpoint)
    options = {
        "fields": {
            "acl": "private",
            "Content-Type": "image/png",
            "x-amz-meta-by": "ada",
            "success_action_status": "201",
        },
        "conditions": [
            {"acl": "private"},
            ["starts-with", "$Content-Type", "image/"],
            {"x-amz-meta-by": "ada"},
            {"success_action_status": "201"},
            ["content-length-range", 2, 100],
        ],
    }
    form = await bucket.presign_post("in/${filename}", **options)

    def data(content="content", **changes):
        filled = js.FormData.new()
        for field, value in {**form.fields, **changes}.items():
            filled.append(field, value)
        filled.append("file", js.File.new(to_js([content]), "ü 1.png"))
        return filled

    async def answer(**changes):
        response = await js.fetch(form.url, method="POST", body=data(**changes))
        return response.status, await response.text()

    results = {"fetch": await answer()}
    info = await bucket.head("in/ü 1.png")
    results["stored"] = (info.size, info.content_type, {**info.metadata})
    results["broken"] = [(await answer(**changes))[1] for changes, _ in broken]

    # As HTML has it, sent to another page, whose script is none.
    document = js.document
    frame = document.createElement("iframe")
    frame.name = "answer"
    document.body.append(frame)
    element = document.createElement("form")
    element.method, element.action, element.enctype, element.target = "post", form.url, "multipart/form-data", "answer"
    for field, value in form.fields.items():
        hidden = document.createElement("input")
        hidden.type, hidden.name, hidden.value = "hidden", field, value
        element.append(hidden)
    chosen = document.createElement("input")
    chosen.type, chosen.name = "file", "file"
    transfer = js.DataTransfer.new()
    transfer.items.add(js.File.new(to_js(["of a form"]), 'by "hand".png'))
    chosen.files = transfer.files
    element.append(chosen)
    document.body.append(element)
    answered = asyncio.get_running_loop().create_future()
    on_load = create_once_callable(lambda _: answered.set_result(None))
    frame.addEventListener("load", on_load)
    element.submit()
    await answered
    results["by hand"] = await (await bucket.get('in/by "hand".png')).text()
    element.remove()
    frame.remove()
    other = await presign_post(aws, f"{endpoint}/{name}", "in/${filename}", **options)
    results["keys"] = sorted(other.fields) == sorted(form.fields)
    results["listed"] = [entry.key async for entry in bucket.list()]
    return results


def test_forms(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    results: Any = forms(selenium, local.endpoint, keys, f"b-{uuid4().hex}", BROKEN)
    status, text = results["fetch"]
    assert status == 201, text
    assert "<Key>in/ü 1.png</Key>" in text
    assert results["stored"] == (7, "image/png", {"by": "ada"})
    for (changes, code), said in zip(BROKEN, results["broken"], strict=True):
        assert f"<Code>{code}</Code>" in said, (changes, said)
    assert (results["by hand"], results["keys"]) == ("of a form", True)
    assert sorted(results["listed"]) == ['in/by "hand".png', "in/ü 1.png"]
