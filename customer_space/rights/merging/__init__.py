"""Two records that are one person: found, looked at side by side, made one, and parted again."""
