"""The issuer that people sign in at."""
