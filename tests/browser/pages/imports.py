"""What `import aws4web` loads, in a Pyodide that has loaded nothing else."""

import json
import sys

from js import performance

before = set(sys.modules)
began = performance.now()
import aws4web  # noqa: E402, F401

milliseconds = performance.now() - began
json.dumps({"before": sorted(before), "loaded": sorted(set(sys.modules) - before), "milliseconds": milliseconds})
