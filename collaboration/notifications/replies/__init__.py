"""Answers by mail: matched by the address they were sent to, never by their sender."""
