"""What is offered in one fiscal year, to whom, on what terms."""
