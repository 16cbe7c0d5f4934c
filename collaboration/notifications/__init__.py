"""Telling people what they have not read: by mail, as loud as they want it, never twice."""
