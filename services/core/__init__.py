"""What a programme is: contexts stacked from the ground up, knowing no HTTP and no queue."""
