"""What an object holds, looked at."""
