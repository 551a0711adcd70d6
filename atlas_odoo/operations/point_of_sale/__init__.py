"""Questions about the point of sale."""
