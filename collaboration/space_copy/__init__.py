"""Taking a whole space along, with the conversation: the door to it."""
