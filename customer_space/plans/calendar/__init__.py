"""The calendar that the signed rhythm makes: what is planned, moved, kept; and feeds of it."""
