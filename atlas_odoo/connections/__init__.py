"""Saved connections: what they are, their secrets, Test & Save."""
