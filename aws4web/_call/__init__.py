"""One call: what a caller hands over, the requests that are made of it, and the loop of attempts."""
