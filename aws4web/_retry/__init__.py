"""Trying again: how hard, after which failures, and when."""
