"""What people may ask of those who keep data about them: a copy, a limit, to be forgotten."""
