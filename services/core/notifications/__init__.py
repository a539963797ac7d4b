"""What people are told: mails and letters, in their language."""
