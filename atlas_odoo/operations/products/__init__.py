"""Questions about products, their prices and where they are used."""
