"""Tokens of IAM, beside those of AWS's own tools."""
