"""The Python tab."""
