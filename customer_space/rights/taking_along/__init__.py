"""A copy of what is kept about somebody, for them to read and to take elsewhere."""
