"""The tenant's schema: discovery, catalogue, cache, search, drift."""
