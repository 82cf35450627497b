"""CPython: aiohttp sends, and can_ada parses URLs as browsers do. aiohttp is not loaded before the first request."""
