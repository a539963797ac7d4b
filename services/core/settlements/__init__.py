"""Settlements: what we owe a provider for a closed month, and how the money gets there."""
