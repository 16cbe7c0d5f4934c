"""Changes told to other programs as they happen: signed webhooks, at least once, in order."""
