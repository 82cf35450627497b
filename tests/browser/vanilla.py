"""The case get-vanilla of AWS's signing suite, for tests that need only a constant."""

VANILLA = {
    "access_key_id": "AKIDEXAMPLE",
    "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "url": "https://example.amazonaws.com/",
    "service": "service",
    "region": "us-east-1",
    "datetime": "20150830T123600Z",
}
VANILLA_SIGNATURE = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
