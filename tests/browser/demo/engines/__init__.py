"""The demo page in Firefox and WebKitGTK."""
