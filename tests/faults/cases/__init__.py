"""What must hold under faults, written once for CPython and for every browser: standard library and aws4web only."""
