"""What all tests share."""

import signal

# A job that a shell starts in the background ignores SIGINT, and so do its children, which some tests end with it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
