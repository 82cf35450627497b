"""What CORS may hide of an object from this page, in words: what is stored anew would be without it. Pure.

S3 exposes a header to a page only if the bucket's CORS rule names it, each name of metadata too, and does not tell what
it hides. Date is in every answer: a page that sees it and the ETag has a rule like that of `cors_rule`.
"""

from collections.abc import Collection

_ALWAYS_SENT = ("etag", "date")


def is_hiding(names: Collection[str]) -> bool:
    """Whether headers are hidden, given the names of those that are seen."""
    return any(name not in names for name in _ALWAYS_SENT)


def note_of(names: Collection[str]) -> str:
    """What may be lost, in a sentence; the empty text if there is no sign of it."""
    if is_hiding(names):
        return (
            "The bucket’s CORS rule hides headers from this page. If the object has metadata, a Content-Encoding or a"
            " Content-Disposition that does not show here, saving loses them. “CORS”, under More, adds a rule that"
            " shows this page the headers; metadata has to be named in a rule."
        )
    if not any(name.startswith("x-amz-meta-") for name in names):
        return (
            "No metadata shows. If the object has any, the bucket’s CORS rule does not name it to pages, and saving"
            " loses it."
        )
    return "Metadata that does not show here, as the bucket’s CORS rule does not name it, is lost by saving."
