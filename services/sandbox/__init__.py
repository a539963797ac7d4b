"""The outside world, played for the demo, for development and for tests."""
