"""Questions about quotations and sales orders."""
