"""Senders who wait for a place, and the offers they get when one is given back."""
