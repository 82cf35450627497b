"""Somebody signs in: what they see, what is requested in which order, and what is kept."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from demo.localhost.pages.sign_in_page import PAGE

from .person import Person

TRACE = "import pyodide_js; pyodide_js._module.enable_pyproxy_allocation_tracing()"
COUNT = """
import gc, js
await js.Promise.resolve(js.Array.of())  # Pyodide keeps something of the promise awaited last
gc.collect(), gc.collect()
hiwire = getattr(pyodide_js._module, "hiwire", None)
f"{pyodide_js._module.pyproxy_alloc_map.size} {getattr(hiwire, 'num_keys', lambda: None)()}"
"""


def test_sees_the_bucket_and_walks_in_it(person: Person) -> None:
    person.sign_in("alice")
    assert person.names() == ["notes/", "pictures/", "readme.txt"]
    person.find("#rows a").click()
    person.until(lambda: person.names() == ["../", "monday.txt", "tuesday.txt"])
    assert person.text("#folder") == "sign-in-demo/notes/"
    person.find("#rows a").click()
    person.until(lambda: person.names() == ["notes/", "pictures/", "readme.txt"])


def test_comes_back_to_the_folder(person: Person) -> None:
    person.sign_in("alice", after="#pictures/")
    assert person.names() == ["../", "dot.svg"]
    assert person.browser.current_url == f"{person.site.url}#pictures/"


def test_requests_in_order(person: Person) -> None:
    person.sign_in("alice")
    issuer, aws = person.site.issuer.url, person.site.aws.endpoint
    sent = [one for one in person.watch() if one.url.startswith((issuer, aws)) and "favicon" not in one.url]
    # What the issuer's own pages request is its own affair.
    paths = [one.path for one in sent if "/interaction" not in one.path and not one.path.startswith("GET /auth/")]
    assert paths == [
        "GET /.well-known/openid-configuration",
        "GET /auth",
        "GET /.well-known/openid-configuration",
        "POST /token",
        "POST /",
        "GET /sign-in-demo",
    ]
    asked = parse_qs(urlsplit(next(one.url for one in sent if one.path == "GET /auth")).query)
    assert asked["redirect_uri"] == [person.site.url]
    assert asked["code_challenge_method"] == ["S256"]
    assert not asked.keys() & {"code_verifier", "id_token_hint", "client_secret"}
    answered = [line for line in person.site.issuer.requests() if line.startswith("POST /token")]
    assert answered[-1] == "POST /token 200"


def test_code_leaves_the_address_before_anything_is_requested(person: Person) -> None:
    person.sign_in("alice")
    sent = person.watch()
    [arrival] = [number for number, one in enumerate(sent) if "code=" in one.url]
    assert sent[arrival].path == "GET /pyscript/sign-in/"
    later = sent[arrival + 1 :]
    assert len(later) > 10
    assert [one.url for one in later if "code=" in one.page or "state=" in one.page] == []
    assert [one.url for one in later if one.referrer] == []
    assert person.browser.current_url == person.site.url


def test_back_and_reload_have_no_code(person: Person) -> None:
    person.sign_in("alice")
    person.browser.refresh()
    person.settle()
    assert person.sees("#sign-in")
    assert not person.sees("#problem")
    assert person.browser.current_url == person.site.url
    history = person.cdp("Page.getNavigationHistory")["entries"]
    assert [entry["url"] for entry in history if "code=" in entry["url"]] == []


def test_nothing_is_kept_and_no_token_shows(person: Person) -> None:
    person.open()
    assert person.kept() == {}
    person.leave_for_issuer()
    person.log_in("alice")
    person.consent()
    person.settle()
    assert person.names()
    assert person.kept() == {}
    tokens = person.tokens()
    assert len(tokens) == 3  # the code, its verifier, and the ID token
    # The code was in one address, where the issuer puts it; none of the others ever is.
    code = next(one.fields["code"] for one in person.watch() if "code" in one.fields)
    urls = [one.url for one in person.watch() if code not in one.url]
    assert len(urls) == len(person.watch()) - 1
    said = [entry["message"] for entry in person.console]
    document = person.js("return document.documentElement.outerHTML")
    for token in tokens:
        assert not any(token in text for text in (*urls, *said, document))


def test_console_has_no_errors(person: Person) -> None:
    person.sign_in("alice")
    person.watch()
    bad = [one for one in person.console if one["level"] in ("SEVERE", "WARNING")]
    assert [one["message"] for one in bad if not one["message"].startswith(person.site.issuer.url)] == []


def test_in_two_tabs_at_once(person: Person) -> None:
    first = person.browser.current_window_handle
    person.open("#notes/")
    person.leave_for_issuer()
    person.browser.switch_to.new_window("tab")
    person.sign_in("alice", after="#pictures/")
    person.browser.switch_to.window(first)
    person.log_in("alice")
    person.consent()
    person.settle()
    assert person.names() == ["../", "monday.txt", "tuesday.txt"]


def test_listing_again_leaks_nothing(person: Person) -> None:
    person.sign_in("alice")
    person.python(TRACE)

    def counted_after_three() -> str:
        for _ in range(3):
            before = len(person.lists())
            person.list_again()
            person.until(lambda before=before: len(person.lists()) > before)
        return person.python(COUNT)

    counted_after_three()  # what a first use creates and keeps
    assert counted_after_three() == counted_after_three()


def test_policy_names_the_inline_script() -> None:
    text = (PAGE / "index.html").read_text()
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'unsafe-eval' 'sha256-{digest}';" in text


def test_only_one_string_becomes_code(person: Person) -> None:
    person.open()
    script = """
        const refused = [];
        for (const use of [() => Function("return 1"), () => (document.body.innerHTML = "<b>HTML</b>")])
            try { use(); } catch (error) { refused.push(error.name); }
        return refused;
    """
    # In a task of the page: what the driver itself runs need not obey the policy.
    person.js(f"window.probe = () => {{ {script} }}; setTimeout(() => (window.refused = probe()))")
    assert person.until(lambda: person.js("return window.refused")) == ["EvalError", "TypeError"]


def test_the_header_names_exactly_the_servers(person: Person) -> None:
    with urlopen(person.site.url, timeout=10) as response:
        policy = response.headers["Content-Security-Policy"]
    site = person.site
    assert policy == f"connect-src 'self' {site.issuer.url} {site.aws.endpoint}; frame-ancestors 'none'"
