"""Libraries that open files through fsspec, with aws4web.fs and with s3fs."""
