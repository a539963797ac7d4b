"""Organisations, the keys by which machines and people act for them, and what each may do."""
