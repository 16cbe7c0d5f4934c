"""A mail server in front of another one: each recipient is decided by the gate."""
