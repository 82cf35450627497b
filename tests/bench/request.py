"""The request that all sign and send, a small POST as DynamoDB gets them, and its answer."""

import json
from typing import Any

SERVICE, REGION = "dynamodb", "us-east-1"
HOST = f"{SERVICE}.{REGION}.amazonaws.com"
URL = f"https://{HOST}/"
HEADERS = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem"}
BODY = '{"TableName": "Visitors", "Key": {"Id": {"S": "visitor-0001"}}, "ConsistentRead": true}'
GET_ITEM: dict[str, Any] = json.loads(BODY)
ACCESS_KEY_ID, SECRET_ACCESS_KEY = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
ITEM_PATH = "/item/"
"""Where the sink answers as DynamoDB does."""
ITEM: dict[str, Any] = {
    "Id": {"S": "visitor-0001"},
    "Name": {"S": "Ada Lovelace"},
    "Visits": {"N": "42"},
    "Seen": {"S": "2026-11-24T01:58:00Z"},
    "Member": {"BOOL": True},
    "Tags": {"SS": ["analyst", "metaphysician"]},
    "Address": {"M": {"Street": {"S": "12 St James's Square"}, "City": {"S": "London"}, "Floor": {"NULL": True}}},
    "Scores": {"L": [{"N": "1815"}, {"N": "12"}, {"N": "10"}]},
}
"""The item that is read."""
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
