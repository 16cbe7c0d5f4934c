"""Signing in with OpenID Connect: the company's own providers, and those customers bring."""
