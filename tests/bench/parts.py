"""The parts of the bench by their names on the command line; each gives the measures of one or more goals."""

import sys
from collections.abc import Callable
from typing import NamedTuple

from selenium.common.exceptions import WebDriverException

from . import bodies, calling, files, growth_figures, loading, on_cpython, on_page, page_transfers, transfers
from .figures import Goal, Measure
from .stage import Stage


class Part(NamedTuple):
    """The parts that can be run alone."""

    run: Callable[[Stage], list[Measure]]
    goals: tuple[Goal, ...]

    def measured(self, stage: Stage) -> list[Measure]:
        """What it gives. Once in a while a tab of Chromium's crashes: then, in a new browser, it is run once more."""
        try:
            return self.run(stage)
        except WebDriverException as error:
            if "tab crashed" not in str(error):
                raise
        print("a tab of Chromium's crashed: once more", file=sys.stderr)
        stage.renew_chromium()
        return self.run(stage)


PARTS = {
    "sign-chromium": Part(on_page.sign, (on_page.SIGN, on_page.SIGN_BOTOCORE)),
    "presign": Part(on_page.presign, (on_page.PRESIGN,)),
    "fetch": Part(on_page.fetch, (on_page.FETCH,)),
    "read": Part(on_page.read, (on_page.READ,)),
    "hash": Part(bodies.hashing, (bodies.HASH_RATE, bodies.HASH_HEAP)),
    "upload": Part(bodies.upload, (bodies.UPLOAD_HEAP,)),
    "s3-chromium": Part(page_transfers.transfers, (page_transfers.TIME, page_transfers.HEAP, page_transfers.RENDERER)),
    "sign-cpython": Part(on_cpython.sign, (on_cpython.SIGN,)),
    "client-cpython": Part(on_cpython.client, (on_cpython.CLIENT,)),
    "fetch-cpython": Part(calling.fetch, (calling.FETCH,)),
    "item-cpython": Part(calling.item, (calling.ITEM,)),
    "s3-cpython": Part(transfers.against_boto3, (transfers.TIME, transfers.MEMORY)),
    "s3-5gib": Part(transfers.sparse, (transfers.SPARSE,)),
    "fs-cpython": Part(files.against_s3fs, (files.MANY, files.LONG)),
    "blocking-cpython": Part(files.blocking, (files.BLOCKING,)),
    "import-fs": Part(files.importing, (files.IMPORT,)),
    "first-request": Part(loading.first_request, (loading.FIRST_BYTES, loading.FIRST_TIME)),
    "import-pyodide": Part(loading.import_pyodide, (loading.IMPORT_PYODIDE,)),
    "import-cpython": Part(loading.import_cpython, (loading.IMPORT_CPYTHON,)),
    "growth-sign": Part(growth_figures.signing, (growth_figures.SIGNING,)),
    "growth-fetch": Part(growth_figures.fetching, (growth_figures.FETCHING,)),
}
