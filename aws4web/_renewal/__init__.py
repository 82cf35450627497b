"""Credentials that end, and are asked for again in time."""
