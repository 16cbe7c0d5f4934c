"""What others make for the same task, each a program: PORT is its one argument."""
