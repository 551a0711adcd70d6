"""What was ordered and has come, and who sells at which price."""
