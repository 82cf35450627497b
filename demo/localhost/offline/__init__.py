"""Makes what the pages load without the Internet: Pyodide, PyScript, a JupyterLite site, and npm's packages."""
