"""Being forgotten: what tells of a person goes, what others need to trust the rest stays."""
