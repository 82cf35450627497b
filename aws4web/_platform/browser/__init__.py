"""Pyodide: the page's own fetch, URL and SubtleCrypto."""
