"""What somebody has to say about working together, and what became of it."""
