"""Many recipients asked about at once: whole audiences, in one file or all the people we know."""
