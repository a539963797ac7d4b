"""Rounds, the published-seed draw, awards with their lots, and the waiting list."""
