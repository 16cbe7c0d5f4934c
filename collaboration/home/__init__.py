"""Home: one's spaces, and what waits for one's answer in each."""
