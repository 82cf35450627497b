"""What the notebooks' code cells must show: by number, a pattern for each cell that shows something."""

SIGNATURE = "[0-9a-f]{64}"
DOCUMENTED = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"  # by AWS, for notebook 6's request
CARE = "503 SlowDown after two retries; worth trying again: True"

OUTPUTS = {
    "1-first-call": {
        2: r"<AwsClient AKIAIOSFODNN7EXAMPLE>",
        3: r"<Response 200 http://127\.0\.0\.1:\d+/>",
        4: r"\(200, True, 'text/xml'\)",
        5: r"<Account>123456789012</Account>",
        6: r"\{'name': 'Zoë', 'numbers': \[1, 2, 3\]\}",
        7: r"lambda: status 200, \d{3,} bytes.*sqs: status 200, \d+ bytes.*dynamodb: status 200, \d+ bytes",
        8: rf"GET http://\S+GetCallerIdentity\S+\nauthorization: AWS4-HMAC-SHA256 .*/sts/.*Signature={SIGNATURE}\n",
    },
    "2-s3": {
        3: r"<Bucket weather-[0-9a-f]{8}>",
        4: r"'12 files, 1187233 bytes'",
        5: r"12 of 12 files are there",
        6: r"\{'2025/01 Jan\.csv': 99980,.*'2025/12 Dec\.csv': 99502\}",
        7: r"206 bytes 0-66/99980\n2025-01-01T00:00,0\.36\n2025-01-01T00:10,0\.61\n2025-01-01T00:20,-1\.47\n",
        8: r"1187233 bytes came back, the same as went up: True",
        10: r"\(23744660, '\"[0-9a-f]{32}-3\"'\)",
    },
    "3-presigned-urls": {
        3: r"<Response 200 ",
        4: rf"/report\.txt\?.*\n&X-Amz-Expires=600\n.*\n&X-Amz-Signature={SIGNATURE}",
        5: r"Open the report",
        6: r"200 Sales are up\. ✓",
        7: r'attachment; filename="sales\.txt"',
        8: r"200\nA thousand words",
        9: r"object +403 SignatureDoes.*method +403 SignatureDoes.*life +403 SignatureDoes.*late +403 AccessDenied",
        10: r"'1000 different links in \d+ ms'",
        11: r"204\n204\n204",
    },
    "4-dynamodb": {
        4: r"visitors-[0-9a-f]{8} is ACTIVE",
        5: r"\{'city': 'Zürich', 'visits': 3\}",
        6: r"6 put, 0 left over",
        7: r"\{'city': '東京', 'name': '花子', 'visits': 7\}",
        8: r"'Anna', 'visits': 1.*'Ben', 'visits': 2.*'Zoë', 'visits': 3",
        9: r"\[4, 5, 6, 7, 8\]",
        10: r"ConditionalCheckFailedException\nThe conditional request failed\nworth trying again: False",
        11: r"'visitors-[0-9a-f]{8}'",
    },
    "5-errors-and-retries": {
        3: r"False 400 ResourceNotFoundException\nResourceNotFoundException: .*, status 400, request \w+\)",
        4: r"code +ResourceNotFoundException\nmessage +Requested.*\nstatus +400\nretryable +False\nrequest_id +\w+",
        5: r"mean access_key_id\?\n.* mean init_retry_ms\?\nsecret_access_key is a required option",
        6: r"attempt 1: 503\n.*retry 1 in .*attempt 4: 200\n200 answered at attempt 4",
        7: rf"attempt 3: 503\n.*SlowDown\n{CARE}",
        8: r"attempt 1: 400\n.*400 at once",
        9: r"/slow/5: nothing came within 0\.3 s",
        10: r"(the last answer: 503|nothing came within .*)\nin all \d\.\d s",
        11: r"given up",
        12: r"CORS.*\"AllowedOrigins\": \[\"http://127\.0\.0\.1:\d+\"\].*Failed to fetch",
        13: r"Aws4WebError - .*\n    NetworkError - .*\n        RequestTimeoutError - Nothing came in time\.",
    },
    "6-signatures": {
        3: r"\('s3', 'us-east-1', 'host;range;x-amz-content-sha256;x-amz-date'\)",
        4: r"GET\n/test\.txt\n\nhost:examplebucket\.s3\.amazonaws\.com\nrange:bytes=0-9\n",
        5: r"AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n7344ae5b",
        6: rf"{DOCUMENTED} as documented: True",
        7: rf"AWS4-HMAC-SHA256\nCredential=.*\nSignedHeaders=.*\nSignature={DOCUMENTED}",
        8: r"bedrock +us-east-1\n.* ses +us-west-2\n.*pass the options service and region",
        9: r"403 SignatureDoesNotMatch\nsecret - AWS saw the very request that was signed",
        10: r"another query: .*\n  signed here: .*=photos%2F\n  AWS saw: .*=private%2F",
        11: r"part +header\nours .*:sleepy\ntheirs .*:hungry\n",
        12: r"RequestTimeTooSkewed: ",
    },
    "7-data-in-s3": {
        2: r"<S3FileSystem of <client [0-9a-f]{32}>>",
        5: r"/2025/bridge\.csv \d+ True\n/2025/harbour\.csv \d+ True\n/2025/station\.csv \d+ True",
        6: r"2025-12-31,\d+",
        7: r"\{'bridge': \d{6}, 'harbour': \d{6}, 'station': \d{6}\}",
        8: r"month,bridge,harbour,station\n2025-01,\d+,\d+,\d+\n",
        10: r"False",
    },
    "8-credentials": {
        3: r"arn:aws:",
        4: r"^\s*Credentials\('AKIAIOSFODNN7EXAMPLE', …\)\s*$",
        5: r"ten calls at once; asked: 1\b",
        6: r"after their end; asked: 2\b",
        7: r"asleep.*OSError: my server is asleep",
        8: r"assumed-role/.*\nidentities kept: 1\b",
        9: r"assumed-role/assumable/notebook\nfor 15 minutes",
        10: r"identities kept: 0\b",
        11: r"asked once more: True",
    },
    "9-transfers": {
        2: r"<Bucket transfers-[0-9a-f]{8}>",
        4: r"20971520 \"[0-9a-f]{32}-4\"",
        5: r"the same: True",
        6: r"20971520",
        7: r"cancelled; begun and not completed: \['second\.bin'\]",
        8: r"10 MiB were there, 20 MiB are there now\nbegun and not completed: \[\]",
        9: r"6291456 of 6291456 bytes are there",
    },
}
PROGRESS = {
    "2-s3": [[1], [1], [1]],
    "9-transfers": [[1], [1], [1], [0.5], [1], [1]],
}
"""How far the bars are in the end, for each cell that has some."""
PICTURES = {
    "2-s3": ("Temperatures of 2025", "highest", "lowest", "Dec"),
    "7-data-in-s3": ("Bicycles of 2025", "bridge", "harbour", "station"),
}
"""What is written in their pictures."""
