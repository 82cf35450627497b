"""What is served on localhost, for the demo, the notebooks, the tests and the bench.

aws/ is a local AWS, issuer/ is where people sign in, pages/ serves the demo page and JupyterLite, and offline/ makes
what these load without the Internet. What more than one of them needs is here.
"""
