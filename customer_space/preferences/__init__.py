"""What people want: topics, wishes, consents, suppressions. Says nothing of what follows."""
