"""Accounts, their shared spaces, and who may do what in them."""
