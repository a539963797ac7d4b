"""Measurement: what happened, counted from the ledger's facts, and shown without showing anyone."""
