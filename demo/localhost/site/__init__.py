"""The static site: the demo page, the guide and JupyterLite as plain files, which any static host serves."""
