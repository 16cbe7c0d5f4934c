"""The kept co-written text: what may enter it, how it is stored, and how it reads."""
