"""Signing in with OpenID Connect in a page, for the demo page and for the sign-in page of demo/pyscript/."""
