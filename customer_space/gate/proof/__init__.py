"""Proof that nobody changed the ledgers: chains of hashes, signed heads, and a check of both."""
