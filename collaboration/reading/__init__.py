"""How far each person has read in each space: known to that person alone."""
