"""The requests that a browser sent, as it tells them."""

import json
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from selenium.webdriver import Chrome


class Request(NamedTuple):
    """A request that the browser sent."""

    method: str
    url: str
    body: str
    referrer: str
    page: str
    """The address of the page at that moment; of a page that is being opened, its own."""

    @property
    def path(self) -> str:
        """The method and the path."""
        return f"{self.method} {urlsplit(self.url).path}"

    @property
    def fields(self) -> dict[str, str]:
        """The body's fields."""
        return {name: values[0] for name, values in parse_qs(self.body).items()}


def sent_requests(browser: Chrome) -> list[Request]:
    """Those since it was last asked, of all tabs."""
    found: list[Request] = []
    for entry in browser.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        if event["method"] == "Network.requestWillBeSent":
            sent = event["params"]["request"]
            headers = {name.lower(): value for name, value in sent["headers"].items()}
            body, referrer, page = sent.get("postData", ""), headers.get("referer", ""), event["params"]["documentURL"]
            found.append(Request(sent["method"], sent["url"], body, referrer, page))
    return found
