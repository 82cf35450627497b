"""Answers that no honest server gives: broken on purpose, or at random from a seed."""
