"""Signatures of requests with more and more query parameters and headers."""

from typing import Any

from growth_rounds import sign_growing


async def main(given: dict[str, Any]) -> dict[str, list[float]]:
    return await sign_growing(rounds=given["rounds"])
