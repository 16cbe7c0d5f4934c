"""The business review: what was reached, kept and tried since both sides last sat together."""
