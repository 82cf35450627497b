"""The servers of the demo page and of JupyterLite, and the commands that start them."""
