"""What customers owe and vendors are owed, statements, and what is to be invoiced."""
