"""What sending programs must learn: a feed of everything that changes whom they may reach."""
