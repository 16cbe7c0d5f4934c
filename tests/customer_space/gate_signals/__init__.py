"""Links in mails, and what comes back: unsubscribing, receipts, bounces, complaints."""
