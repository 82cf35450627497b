"""Runs pytest in the page."""

import time
from collections import Counter
from typing import Any

from .drivers import forced


class _Outcomes:
    """A plugin that keeps what came of each test."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.told: dict[str, str] = {}
        """Of those that did not pass."""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.counts[report.outcome] += 1
            if report.outcome != "passed":
                self.told[report.nodeid] = str(report.longrepr)[-3000:]

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.counts["not collected"] += 1
            self.told[report.nodeid] = str(report.longrepr)[-3000:]


async def load() -> None:
    """Have pytest, from where Pyodide comes from."""
    import pyodide_js
    from pyodide.ffi import create_proxy

    silent = create_proxy(lambda *_: None)
    await pyodide_js.loadPackage("pytest", messageCallback=silent)
    silent.destroy()


async def run(driver: str, bucket: str, options: dict[str, Any]) -> dict[str, Any]:
    """What came of fsspec's tests by one driver."""
    import pytest

    from aws4web.fs import S3FileSystem

    from . import abstract_tests

    began = time.monotonic()
    fs = S3FileSystem(**options, skip_instance_cache=True)
    outcomes = _Outcomes()
    plugins = ["no:cacheprovider", "no:faulthandler", "no:threadexception", "no:unraisableexception"]
    with forced(driver):
        fs.mkdir(bucket)
        abstract_tests.GIVEN.update(fs=fs, bucket=bucket)
        arguments = [abstract_tests.__file__, "-qq", "-s", "--assert=plain", "--tb=short", "-c", "/dev/null"]
        arguments += [word for plugin in plugins for word in ("-p", plugin)]
        pytest.main(arguments, plugins=[outcomes])
        fs.rm(bucket, recursive=True)
        abstract_tests.GIVEN.clear()
    return {"counts": outcomes.counts, "told": outcomes.told, "seconds": round(time.monotonic() - began, 1)}
