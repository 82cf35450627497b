"""What runs in a page, or in a worker, of a browser."""
