"""Files on their way into a bucket."""
