"""Mail that comes in: one door for all of it, by SMTP or from a mail server's pipe."""
