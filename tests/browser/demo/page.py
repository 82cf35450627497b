"""The demo page as a visitor sees it, driven by Selenium."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

START = 60.0  # seconds: a busy machine takes long to start Pyodide
WAIT = 40.0  # seconds: it may be busy later, too
REPLACED = (StaleElementReferenceException, NoSuchElementException)
T = TypeVar("T")
TABS = ("objects", "call", "signature", "python")


def local_aws(config: dict[str, Any], service: str) -> Any:
    """boto3's client of the AWS of which the demo tells its page."""
    return boto3.client(
        service,
        endpoint_url=config["endpoint"],
        region_name=config["region"],
        aws_access_key_id=config["access_key_id"],
        aws_secret_access_key=config["secret_access_key"],
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


class DemoPage:
    """One page, and what a test does with it."""

    def __init__(self, browser: Chrome, url: str, config: dict[str, Any]) -> None:
        self.browser = browser
        self.url = url
        self.config = config
        self.refusals_expected = False
        """Whether Chromium's console may report failed requests: it does so for each answer of 400 and above."""

    # -- the page as a whole -----------------------------------------------------------------------------------------

    def open(self, tab: str = "objects") -> None:
        """Load the page again, and wait until it is ready for the first click."""
        self.browser.get("about:blank")  # otherwise an address that differs only in its hash is not loaded again
        self.browser.get(f"{self.url}#{tab}")
        status = self.find("#status")
        self.until(lambda: status.get_attribute("data-state") != "busy", START)
        assert status.get_attribute("data-state") == "done", self.find("#start").text
        if tab == "objects":
            ready = ", ".join(f"#{name}:not([hidden])" for name in ("unconnected", "no-buckets", "bucket-view"))
            self.until(lambda: self.all(f"{ready}, #objects .problem"))
            self.listed()

    def emulate(self, *, width: int = 1280, height: int = 860, scheme: str = "light", scale: float = 1) -> None:
        """Set the screen's size, and light or dark mode."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600}
        self.cdp("Emulation.setDeviceMetricsOverride", **metrics)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def hold(self, *patterns: str) -> None:
        """Hold back requests whose URL matches, until `release`."""
        self.cdp("Fetch.enable", patterns=[{"urlPattern": pattern} for pattern in patterns])

    def release(self) -> None:
        """Let the held requests go."""
        self.cdp("Fetch.disable")

    def network(self, *, offline: bool = False, upload: int = -1, download: int = -1) -> None:
        """Simulate no network, or one with so many bytes per second."""
        self.cdp("Network.enable")
        conditions = {"offline": offline, "latency": 0, "uploadThroughput": upload, "downloadThroughput": download}
        self.cdp("Network.emulateNetworkConditions", **conditions)

    def cdp(self, command: str, **arguments: Any) -> Any:
        return self.browser.execute_cdp_cmd(command, arguments)

    def complaints(self) -> list[str]:
        """The console's complaints since it was last asked."""
        entries = [entry for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        if self.refusals_expected:
            entries = [one for one in entries if one["source"] != "network" and "CORS policy" not in one["message"]]
        return [entry["message"] for entry in entries]

    # -- what is on it -----------------------------------------------------------------------------------------------

    def js(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def find(self, css: str) -> WebElement:
        return self.browser.find_element("css selector", css)

    def all(self, css: str) -> list[WebElement]:
        return self.browser.find_elements("css selector", css)

    def value(self, selector: str) -> str:
        """What a field holds."""
        return str(self.find(selector).get_property("value"))

    def text(self, css: str) -> str:
        """The text of an element, visible or not."""
        return self.find(css).get_attribute("textContent") or ""

    def until(self, condition: Callable[[], T], seconds: float = WAIT) -> T:
        """Ask until the answer is true; return it."""
        try:
            return WebDriverWait(self.browser, seconds, 0.05, REPLACED).until(lambda _: condition())
        except TimeoutException:
            shown = self.find("body").text
        raise AssertionError(f"not within {seconds:g} s; the page shows:\n{shown}")

    def until_text(self, css: str, part: str) -> str:
        """Wait until an element's text holds `part`."""
        self.until(lambda: part in self.text(css))
        return self.text(css)

    def click(self, css: str) -> None:
        """Click an element, even if the page is just replacing it."""
        self.until(lambda: self.find(css).click() is None)

    def type(self, css: str, text: str) -> None:
        """Replace a field's text, and leave the field."""
        script = """
            arguments[0].value = arguments[1];
            for (const name of ["input", "change"]) arguments[0].dispatchEvent(new Event(name, { bubbles: true }));
        """
        self.js(script, self.find(css), text)

    def options(self, css: str) -> list[str]:
        """The options to choose from."""
        return self.js("return [...arguments[0].options].map((option) => option.text)", self.find(css))

    def choose(self, css: str, text: str) -> None:
        """Choose an option by its text, at one go: the page may be just listing the options anew."""
        script = """
            const options = [...arguments[0].options].map((option) => option.text);
            arguments[0].selectedIndex = options.indexOf(arguments[1]);
            if (options.includes(arguments[1])) arguments[0].dispatchEvent(new Event("change", { bubbles: true }));
            return options;
        """
        options = self.js(script, self.find(css), text)
        assert text in options, options

    def tab(self, name: str) -> None:
        self.click(f"#tab-{name}")

    def problem(self, box: str, part: str) -> str:
        """The explanation in a box, once it holds `part`: an earlier problem's may still be there."""

        def text() -> str | None:
            shown = self.find(f"{box} .problem").text
            return shown if part in shown else None

        return self.until(text) or ""

    # -- the local AWS behind it -------------------------------------------------------------------------------------

    def aws(self, service: str) -> Any:
        """boto3's client of the same AWS: an independent check of what the page says."""
        return local_aws(self.config, service)

    def connect(self, **fields: str) -> None:
        """Change the connection's fields."""
        for name, text in fields.items():
            self.type(f"#{name}", text)

    def show_bucket(self, bucket: str) -> None:
        """List the bucket, without a prefix."""
        self.js("document.getElementById('prefix').value = ''")
        self.click("#refresh")
        self.until(lambda: bucket in self.options("#bucket"))
        self.listed()
        self.choose("#bucket", bucket)
        self.until(lambda: self.text("#trail").startswith(bucket))
        self.listed()

    def open_bucket(self, name: str) -> None:
        """Type a bucket's name, as soon as it is asked for; then this session keeps it."""
        self.until(lambda: self.find("#open-name").is_displayed())
        self.find("#open-name").clear()
        self.find("#open-name").send_keys(name, Keys.ENTER)

    def listed(self) -> None:
        """Wait until the folder is listed to its end."""
        self.until(lambda: self.find("#table-box").get_attribute("aria-busy") == "false")

    def dismiss_uploads(self) -> None:
        """Cancel them all, and take them off the list."""
        end = "document.getElementById('uploads-end').click()"
        self.until(lambda: not self.all("#uploads li") or self.js(end))

    def act(self, action: str, key: str) -> None:
        """Press a row's button, or choose from its menu."""
        of_row = f'#rows [data-action="{action}"][data-key="{key}"]'
        more = f'#rows [data-action="more"][data-key="{key}"]'
        self.until(lambda: self.all(f"{of_row}, {more}"))
        self.js("document.querySelector(arguments[0]).scrollIntoView({ block: 'nearest' })", f"{of_row}, {more}")
        if self.all(of_row):
            self.click(of_row)
            return
        self.click(more)
        self.click(f'#row-menu [data-action="{action}"]')

    def names(self) -> list[str]:
        """The names in the listing."""
        return json.loads(
            self.js("return JSON.stringify([...document.querySelectorAll('#rows .name')].map(e => e.textContent))")
        )
