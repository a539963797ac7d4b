"""What happens by itself: events delivered, other systems' events handled, jobs by the clock."""
