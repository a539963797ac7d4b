"""Random histories of a programme's money, lived through the real verbs."""
