"""What `import aws4web` loads, and then what its two classes load, in a Pyodide that has loaded nothing else."""

import json
import sys

from js import performance

before = set(sys.modules)
began = performance.now()
import aws4web  # noqa: E402, F401

milliseconds = performance.now() - began
at_first = sorted(set(sys.modules) - before)
from aws4web import AwsClient, AwsV4Signer  # noqa: E402, F401

classes_milliseconds = performance.now() - began
json.dumps(
    {
        "before": sorted(before),
        "at_first": at_first,
        "loaded": sorted(set(sys.modules) - before),
        "milliseconds": milliseconds,
        "classes_milliseconds": classes_milliseconds,
    }
)
