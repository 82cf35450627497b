"""A bucket to look at: a text, JSON, CSV and a picture."""

import json
import math

from aws4web.s3 import Bucket

BUCKET = "aws4web-demo"


def _picture() -> str:
    """A flower of circles, as SVG."""
    petals = "".join(
        f'<circle cx="{200 + 90 * math.cos(turn):.0f}" cy="{150 + 90 * math.sin(turn):.0f}" r="52"'
        f' fill="hsl({at * 30} 80% 60%)" fill-opacity=".75"/>'
        for at, turn in enumerate(at * math.tau / 12 for at in range(12))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" viewBox="0 0 400 300">'
        f'<rect width="400" height="300" fill="#14213d"/>{petals}'
        '<circle cx="200" cy="150" r="40" fill="#ffd43b"/></svg>'
    )


FILES = {
    "readme.txt": (
        "text/plain; charset=utf-8",
        "Stored by Python in a browser tab.\nThe page has no server of its own.\n",
    ),
    "data/cities.csv": ("text/csv; charset=utf-8", "city,country,people\nZürich,CH,434335\nReykjavík,IS,139875\n"),
    "data/event.json": ("application/json", json.dumps({"name": "Zoë", "numbers": [1, 2, 3]})),
    "pictures/flower.svg": ("image/svg+xml", _picture()),
    "notes/a+b=100% é.txt": ("text/plain; charset=utf-8", "A key that many signers get wrong.\n"),
}


async def store(bucket: Bucket) -> None:
    """Make the bucket, and put the files."""
    await bucket.create()
    for key, (content_type, text) in FILES.items():
        await bucket.put(key, text, content_type=content_type)
