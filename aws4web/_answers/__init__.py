"""What AWS answered: read, as an error, and explained."""
