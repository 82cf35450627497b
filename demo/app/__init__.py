"""The demo page's program. It runs in the page, in Pyodide, and reaches AWS through aws4web only."""
