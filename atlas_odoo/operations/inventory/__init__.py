"""Questions about stock: what is there, what is coming and going, what has to be ordered."""
