"""Adapters: what the core asks of the outside, answered by the libraries of those outside."""
