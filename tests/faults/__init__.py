"""The live log under faults: what was promised to people, checked after the worst."""
