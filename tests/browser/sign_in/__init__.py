"""The sign-in page, as people and attackers use it."""
