"""Saying less from a mail's link: one click, no sign-in (RFC 2369, RFC 8058)."""
