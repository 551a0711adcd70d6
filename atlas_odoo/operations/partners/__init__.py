"""Questions about customers, vendors and their contacts."""
