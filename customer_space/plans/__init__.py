"""The plan of an account: its text, what it shall reach, who owes what, and the contact rhythm."""
