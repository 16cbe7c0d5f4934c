"""Finding again what was said, planned and tried in a space."""
