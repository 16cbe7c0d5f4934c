"""Whole audiences handed to the gate: by page or by program, split while nobody waits."""
