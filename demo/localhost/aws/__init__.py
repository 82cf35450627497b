"""A local AWS: moto behind a gate that verifies every signature."""
