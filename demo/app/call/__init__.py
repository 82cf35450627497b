"""The Call tab."""
