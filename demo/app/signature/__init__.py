"""The Signature tab."""
