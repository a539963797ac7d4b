"""Where value stands and how it moves: accounts, immutable transfers, funds."""
