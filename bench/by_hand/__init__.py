"""The questions, each with what a specialist would send for the same figures."""
