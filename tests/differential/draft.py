"""A request on its way to becoming a case, with its URL still in parts."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Draft:
    scheme: str
    host: str
    datetime: str
    user_info: str = ""
    path: str = "/"
    query: str | None = None
    fragment: str | None = None
    is_s3: bool = False
    method: str | None = None
    headers: list[list[str]] | None = None
    headers_as: str = "pairs"
    body: dict[str, str] | None = None
    access_key_id: str = "AKIDEXAMPLE"
    secret_access_key: str = "secret"
    session_token: str | None = None
    service: str | None = None
    region: str | None = None
    sign_query: bool = False
    append_session_token: bool = False
    all_headers: bool = False
    single_encode: bool = False

    def add_header(self, name: str, value: str) -> None:
        """Replaces a header of the same name."""
        self.drop_header(name)
        self.headers = [*(self.headers or []), [name, value]]

    def drop_header(self, name: str) -> None:
        if self.headers:
            self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]

    def add_query(self, part: str) -> None:
        self.query = f"{self.query}&{part}" if self.query else part

    def case(self) -> dict[str, Any]:
        url = f"{self.scheme}://{self.user_info}{self.host}{self.path}"
        url += "" if self.query is None else f"?{self.query}"
        url += "" if self.fragment is None else f"#{self.fragment}"
        parts = {"scheme", "host", "user_info", "path", "query", "fragment", "is_s3"}
        return {"url": url} | {name: value for name, value in vars(self).items() if name not in parts}
