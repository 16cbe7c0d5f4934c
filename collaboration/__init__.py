"""What is only true while people are looking: live news, chat, presence, writing together."""
