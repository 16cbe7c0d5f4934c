"""Ask instead of interrupt: a blocked rep puts a question into the portal; a yes allows once."""
