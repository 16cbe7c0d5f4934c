"""Where people can be reached, and under which keys other systems know them. Knows no account."""
