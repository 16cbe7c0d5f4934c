"""Joint initiatives: what both sides try for a while, having signed the same text, and measure."""
