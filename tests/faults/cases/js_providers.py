"""Providers and values of JavaScript, as Amplify and the SDK for JavaScript have them."""

from typing import Any

from aws4web import CredentialsError

from .provider import HOUR, key_now
from .registry import case
from .world import World, failure


def js_function(js_value: Any) -> Any:
    """A function of JavaScript that returns a value. No eval: a page may forbid it."""
    import js

    return js.Array.prototype.at.bind(js.Array.of(js_value), 0)


def js_promise(js_value: Any) -> Any:
    """A function of JavaScript that returns a promise of it."""
    import js

    return js.Promise.resolve.bind(js.Promise, js_value)


def js_object(**members: Any) -> Any:
    """A plain object."""
    import js

    return js.Object.new(**members)


def js_date(seconds: float) -> Any:
    """A moment."""
    import js

    return js.Date.new(seconds * 1000)


@case("a provider of JavaScript", network=True, page=True)
async def js_provider(world: World) -> None:
    end = js_date(world.clock.now() + HOUR)
    plain = js_object(accessKeyId="AKIDJS", secretAccessKey="a/secret", sessionToken="token", expiration=end)
    amplify = js_object(credentials=plain, identityId="eu-west-1:1", tokens=None)
    for given in (js_promise(plain), js_promise(amplify), js_function(plain), plain, amplify):
        assert await key_now(world.client(credentials=given)) == "AKIDJS"

    async def of_python() -> Any:
        return plain

    def returns_a_promise() -> Any:
        return js_promise(plain)()

    for given in (of_python, returns_a_promise):
        assert await key_now(world.client(credentials=given)) == "AKIDJS"


@case("a provider of JavaScript: it is asked again before the end", page=True)
async def js_end(world: World) -> None:
    asked: list[float] = []

    def provide() -> Any:
        asked.append(world.clock.now())
        end = js_date(world.clock.now() + HOUR)
        return js_promise(js_object(accessKeyId=f"AKID{len(asked)}", secretAccessKey="s", expiration=end))()

    client = world.client(credentials=provide)
    assert await key_now(client) == "AKID1"
    world.clock.passed += 3590
    assert await key_now(client) == "AKID2"


@case("a provider of JavaScript: what is null", page=True)
async def js_null(world: World) -> None:
    import js

    null = js.JSON.parse("null")
    given = js.JSON.parse('{"accessKeyId":"AKIDJS","secretAccessKey":"s","sessionToken":null,"expiration":null}')
    assert await key_now(world.client(credentials=js_promise(given))) == "AKIDJS"
    error = await failure(key_now(world.client(credentials=js_promise(null))))
    assert type(error) is CredentialsError, repr(error)


@case("a provider of JavaScript: it fails", network=True, page=True)
async def js_fails(world: World) -> None:
    import js

    rejects = js.Promise.reject.bind(js.Promise, js.Error.new("the session is over"))
    throws = js.JSON.parse.bind(js.JSON, "{")
    unreachable = js.fetch.bind(js.globalThis, world.places.refused)  # WebKit's errors of the network have no stack
    for provider, words in ((rejects, "the session is over"), (throws, "JSON"), (unreachable, "TypeError")):
        error = await failure(key_now(world.client(credentials=provider)))
        assert type(error) is CredentialsError, repr(error)
        assert words in str(error), str(error)
        assert error.__cause__ is not None
