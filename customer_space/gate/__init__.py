"""The contact gate: no outreach leaves the company unless it allows it."""
