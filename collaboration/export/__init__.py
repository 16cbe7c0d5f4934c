"""A conversation, taken along: one page to read, or data."""
