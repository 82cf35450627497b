"""The request that all sign: a small POST, as DynamoDB gets them."""

from typing import Any

SERVICE, REGION = "dynamodb", "us-east-1"
HOST = f"{SERVICE}.{REGION}.amazonaws.com"
URL = f"https://{HOST}/"
HEADERS = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem"}
BODY = '{"TableName": "Visitors", "Key": {"Id": {"S": "visitor-0001"}}, "ConsistentRead": true}'
ACCESS_KEY_ID, SECRET_ACCESS_KEY = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
PRESIGNED_URL = "https://examplebucket.s3.us-east-1.amazonaws.com/photos/2015/cat.jpg"

FOR_PAGE: dict[str, Any] = {
    "url": URL,
    "headers": HEADERS,
    "body": BODY,
    "service": SERVICE,
    "region": REGION,
    "access_key_id": ACCESS_KEY_ID,
    "secret_access_key": SECRET_ACCESS_KEY,
    "presigned_url": PRESIGNED_URL,
}
