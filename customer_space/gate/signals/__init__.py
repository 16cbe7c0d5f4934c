"""What comes back: bounces, complaints, unsubscribing, auto-replies; and what each changes."""
