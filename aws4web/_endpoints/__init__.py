"""Hosts: which service and region they stand for, and where a bucket is."""
