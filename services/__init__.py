"""Minori: from a gift to a lesson to a statement."""
