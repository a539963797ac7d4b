"""The schema's history: numbered, reversible, never edited once released."""
