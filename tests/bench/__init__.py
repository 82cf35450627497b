"""`./build.sh bench`: how fast the package is beside aws4fetch, botocore, boto3 and awscrt, all in one run."""
