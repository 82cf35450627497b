"""Makes what the pages load without the Internet: Pyodide, PyScript, and a JupyterLite site."""
