"""The conversation of a space, and the threads beside what is worked on."""
