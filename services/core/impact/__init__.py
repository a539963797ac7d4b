"""Impact: where each yen of a gift is, and the statement that says so to the donor."""
