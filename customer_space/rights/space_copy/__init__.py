"""A whole space in open formats, for the customer to take along (product.md, principle 10)."""
