"""A request to AWS, sent to the endpoint_url instead."""

from .._endpoints.buckets import at_endpoint
from .._options import SigningOptions
from .._sign.draft import Draft
from .._url import Url


def moved_to(endpoint: Url, draft: Draft, options: SigningOptions) -> tuple[Draft, SigningOptions]:
    """A request to one of AWS's own hosts, sent to another place and signed for what its URL names."""
    moved = at_endpoint(draft.url, endpoint)
    if moved is None:
        return draft, options
    scope = draft.scope(options.service, options.region)
    return draft.at(moved), options._replace(service=scope.service, region=scope.region)
