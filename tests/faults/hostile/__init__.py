"""Answers that no honest server gives: broken on purpose, or by chance from a seed."""
