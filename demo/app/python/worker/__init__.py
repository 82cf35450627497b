"""What runs in the worker: the visitor's programs. Its files are sent there; nothing here may import the page's."""
