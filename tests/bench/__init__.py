"""How fast it is: each measurement beside something known, in one run."""
