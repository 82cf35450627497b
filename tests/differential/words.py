"""The raw material of random cases: pieces that have broken signers before."""

# Decoded text; each may be (part of) a path segment, a query name or a query value.
TEXTS = [
    *("a", "A", "key", "index.html", "file name.txt", "a b  c"),
    "caf\u00e9",  # composed
    "cafe\u0301",  # decomposed: a different key
    *("\u65e5\u672c\u8a9e", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629"),
    "\U0001f600",  # astral: below \ufb01 in UTF-16, above it in UTF-8
    *("\ufb01", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u00ff", "\u2028", "a+b", "a%2Bb", "100%", "50%25"),
    *("%zz", "%", "a=b", "=", "x==", "@scope", "a:b", "a;b", "a,b", "a&b", "a?b", "a#b", "a/b", "a\\b", "$a"),
    *("~user", "it's", "(1)", "*", "!", "'()*!", "-._~", "[0]", "{x}", '"q"', "<t>", "a|b", "a`b", "\t", "\n"),
    *("\x00", "\x7f", "...", ".hidden", "a.", "x" * 300, "0", "AbC-123_x.y~z"),
]
# Raw path segments: what people write into URLs, well-formed or not.
RAW_SEGMENTS = [
    *("a", "B", "seg-1", "a b", "caf\u00e9", "cafe\u0301", "\U0001f600", "a+b", "+", "a%2Bb", "a%2bb", "%2F"),
    *("a%2fb", "%", "%%", "100%", "%zz", "%4", "%C3%A9", "%c3%a9", "%FF", "%E9x", "!'()*", "~", "%7E", "%7e", "@"),
    *("a=b", ":", ";", ",", "&", "$", "[x]", "{x}", "|", "\\", '"', "<x>", "`", "...", "..a", "%25", "%2525", "\t"),
    *("x" * 400, ""),
]
DOT_SEGMENTS = [".", "..", "%2e", "%2E", ".%2e", "%2E.", "%2e%2E", ".\t.", "%2\ne"]
# Raw query parts, between the "&".
RAW_PARTS = [
    *("a=1", "a=2", "A=1", "b", "b=", "c=x=y", "d==", "e=a+b", "e=a b", "e=a%20b", "f=%2B", "f=%2b", "g=%"),
    *("g=%zz", "%zz=1", "h=%4", "i=caf\u00e9", "i=caf%C3%A9", "i=caf%c3%a9", "\U0001f600=1", "\ufb01=1", "j=~"),
    *("j=%7E", "k=!'()*", "l=a/b", "l=a%2Fb", "m=?", "n=:", "o=;", "p=,", "q=$@[]", "r='", "s=%27", "t=%00"),
    *("u=" + "z" * 200, "list-type=2", "v=\\", "w=|", "x={}", "y=%25", "versionId=", "uploads", "prefix=a/b/"),
    *("delimiter=%2F", "z=`", "%41=1", "a%3Db=1"),
]
HEADER_NAMES = [
    *("Accept", "X-Amz-Target", "x-amz-meta-a", "X-Amz-Meta-B", "x-amz-meta-a-b", "x-amz-meta-a_b"),
    *("x-amz-meta-a.b", "User-Agent", "Content-Type", "Range", "Connection", "Expect"),
    *("X-Amzn-Trace-Id", "Presigned-Expires", "Cache-Control", "ETag", "If-None-Match"),
    *("x-amz-acl", "x-amz-copy-source", "X-Custom", "x-1", "x_2", "X", "Zz", "Content-MD5"),
    *("x-amz-meta-~a", "x-amz-meta-a!b'c|d"),
]
HEADER_VALUES = [
    *("v", "", " ", "  padded  ", "\ttab\t", "a b c", '"a b"', "a,b", "a, b", "a;b=c", "\u0084", "a\u00a1"),
    *("application/json", "bytes=0-9", "UNSIGNED-PAYLOAD", "caf\u00e9", "\u00ff\u00fe"),
    *("DynamoDB_20120810.ListTables", "text/plain; charset=utf-8", "=?utf-8?q?x?=", "%20", "y" * 300),
]
# What is folded before it is signed and sent, and what is refused, although fetch would send it.
WHITE_VALUES = [
    *("a  b   c", "a\tb", "a \t b", '"a  b"', "a\u00a0b", "\u00a0", "\u00a0a", "a\u0085b", "\u0085", "a \u00a0 "),
]
CONTROL_VALUES = ["a\x0bb", "\x0ca", "a\x1cb", "\x1f", "a\x7fb", "\x01"]
# No header can carry these: both must refuse.
BAD_VALUES = ["a\rb", "a\nb", "a\r\nb: c", "a\x00b", "\u20ac", "\U0001f600"]
BAD_NAMES = ["a b", "a:b", "", "caf\u00e9", "a\nb", "a(b)"]
METHODS = ["GET", "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "PROPFIND", "M-SEARCH", ""]
SERVICES = [
    *("dynamodb", "dynamodb", "lambda", "execute-api", "iotdevicegateway", "iotdata", "sqs", "es", "bedrock"),
    *("sts", "iam", "service", "logs", "appsync", "geo"),
]
REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2", "us-gov-west-1", "cn-north-1", "auto", "fr-par"]
# Hosts that are not AWS endpoints.
HOSTS = [
    *("example.com", "example.com:8443", "EXAMPLE.Com", "localhost:9000", "127.0.0.1:4566", "[::1]:9000", "0x7f.1"),
    *("m\u00fcnchen.example", "xn--mnchen-3ya.example", "a.b.c.example:80", "example.com:443", "example.com."),
    "minio.local",
]
S3_HOSTS = [
    *("s3.example.com", "localhost:9000", "127.0.0.1:4566"),
    *("bucket.s3.eu-west-1.amazonaws.com", "s3.us-east-1.amazonaws.com"),
]
REGIONAL = ["dynamodb", "sqs", "sns", "lambda", "ec2", "sts", "kms", "logs", "monitoring", "kinesis", "states"]
# Names in hosts that differ from the name to sign with.
OTHERWISE_NAMED = ["email", "git-codecommit", "queue", "pinpoint", "appstream2"]
# Hosts that aws4fetch reads right: (host, whether it is S3).
KNOWN_HOSTS = [
    *((f"{service}.{region}.amazonaws.com", False) for service in REGIONAL for region in REGIONS[:3]),
    *((f"{prefix}.us-west-2.amazonaws.com", False) for prefix in OTHERWISE_NAMED),
    ("iam.amazonaws.com", False),
    ("sts.amazonaws.com", False),
    ("dynamodb.cn-north-1.amazonaws.com.cn", False),
    ("dynamodb.us-gov-west-1.amazonaws.com", False),
    ("abcdef1234.execute-api.eu-west-1.amazonaws.com", False),
    ("autoscaling.us-east-1.amazonaws.com", False),
    ("data.jobs.iot.us-east-1.amazonaws.com", False),
    ("search-x-abc.us-east-1.es.amazonaws.com", False),
    ("abcdefghij.lambda-url.us-east-1.on.aws", False),
    ("s3.amazonaws.com", True),
    ("bucket.s3.amazonaws.com", True),
    ("s3.eu-west-1.amazonaws.com", True),
    ("bucket.s3.eu-west-1.amazonaws.com", True),
    ("bucket.with.dots.s3.us-west-2.amazonaws.com", True),
    ("bucket.s3.dualstack.us-east-2.amazonaws.com", True),
    ("s3-us-west-2.amazonaws.com", True),
    ("s3.cn-north-1.amazonaws.com.cn", True),
    ("account.r2.cloudflarestorage.com", True),
    ("s3.us-west-002.backblazeb2.com", True),
    ("bucket.s3.us-west-002.backblazeb2.com", True),
]
