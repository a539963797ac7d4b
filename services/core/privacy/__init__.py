"""People's rights over their data: erasure, retention, disclosure, breaches, taking it along."""
