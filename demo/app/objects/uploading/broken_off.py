"""Uploads that a reload broke off: the tab's session storage knows each until it ends. No secret is in it."""

from contextlib import suppress
from typing import Any

from js import sessionStorage
from pyodide.ffi import JsException

from aws4web.s3 import Bucket


class Progressed:
    """How far the upload of a file to an address has come."""

    def __init__(self, url: str, js_file: Any) -> None:
        self._name = f"aws4web.upload {url} {js_file.size} {js_file.lastModified}"
        self._state: str | None = None

    @property
    def options(self) -> dict[str, Any]:
        """Of an upload that goes on from there."""
        if self._state is None:
            with suppress(JsException):  # storage may be forbidden
                self._state = sessionStorage.getItem(self._name) or None
        return {"save": self._save, "resume": self._state, "keep_parts": True}

    def _save(self, state: str) -> None:
        self._state = state
        with suppress(JsException):  # the storage is full: then a reload is the end of this one
            sessionStorage.setItem(self._name, state)

    def forget(self) -> None:
        """It is over, or begins anew."""
        self._state = None
        with suppress(JsException):
            sessionStorage.removeItem(self._name)

    async def give_up(self, bucket: Bucket) -> None:
        """Leave no parts at the store. Raises AwsError and NetworkError."""
        if self._state:
            with suppress(ValueError):  # the storage held anything: it is no upload of this bucket
                await bucket.abort_upload(self._state)
        self.forget()
