"""What is kept: accounts and their shared spaces, plans, preferences, the gate, initiatives."""
