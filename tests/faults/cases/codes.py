"""The error codes that AWS's SDKs retry, on any status, and some that they do not.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

THROTTLING = (
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
)
TRANSIENT = (
    "IDPCommunicationError",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
)
FINAL = ("AccessDenied", "NoSuchKey", "ValidationException", "ConditionalCheckFailedException", "InvalidAccessKeyId")
PROTOCOLS = ("s3", "query", "ec2", "json 1.0", "json 1.1", "rest-json")
REQUEST_ID = "4442587FB7D0A2F9"
