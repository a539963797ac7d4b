"""Tools without business: every context may stand on them, they stand on nothing of ours."""
