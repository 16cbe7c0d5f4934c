"""How far both sides see each outcome, over time."""
