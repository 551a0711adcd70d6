"""What may be read: rules as values, and one pure function that decides by them."""
