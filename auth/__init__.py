"""People, and how they prove who they are. Knows no account."""
