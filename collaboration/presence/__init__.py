"""Who is here now, and who is writing: told, never kept."""
