"""One router a context."""
