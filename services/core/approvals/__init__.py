"""What waits for a second person, of all contexts."""
