"""How a conversation is written down for others to read: the JSON's format, and file names."""

from datetime import datetime
from typing import Any

from collaboration.chat.shown import Shown

FORMAT, VERSION = "parley.conversation", 1
FIELDS = (
    ("id", "the message’s own, for ever; it is in its address, too"),
    ("number", "its place in the order of reading; a note has that of the message before it"),
    ("at", "when it was said (ISO 8601, UTC)"),
    ("author", "name, side (customer, company, partner) and role, as they are now"),
    ("text", "as it was typed: a small Markdown; empty where its author removed it"),
    ("audience", "everyone, or the one side that may read it"),
    ("reply_to", "the id of the message it answers, or nothing"),
    ("thread", "what it was said about: kind and id, or nothing"),
    ("edited, removed", "whether its author changed or removed it"),
    ("mentions", "who is named with an @, as written"),
    ("reactions", "who answered without words, and how"),
    ("files", "name, type, size in bytes, and the address to have it from while you have a seat"),
    ("commitment, feedback", "the id of what became of it, or nothing"),
)  # fmt: skip
"""What the JSON holds of each message, for people to read."""


def as_data(said: Shown, base_url: str) -> dict[str, Any]:
    """A message as FIELDS say; `base_url` is the portal's own."""
    author = said.author
    return {
        "id": str(said.id),
        "number": said.number,
        "at": said.at.isoformat(),
        "author": {"name": author.name, "side": author.side, "role": author.role},
        "text": said.text,
        "audience": said.audience or "everyone",
        "reply_to": str(said.quote.id) if said.quote else None,
        "thread": {"kind": said.thread_kind, "id": str(said.thread_id)} if said.thread_id else None,
        "edited": said.edited,
        "removed": said.removed,
        "mentions": [one.words for one in said.mentions],
        "reactions": [{"kind": one.kind, "name": one.name} for one in said.reactions],
        "files": [
            {
                "name": file.name,
                "media_type": file.media_type,
                "size": file.size,
                "url": f"{base_url}/spaces/{said.slug}/files/{file.id}",
            }
            for file in said.own_files
        ],
        "commitment": str(said.commitment_id) if said.commitment_id else None,
        "feedback": str(said.feedback_id) if said.feedback_id else None,
    }


def name_of(slug: str, at: datetime, ending: str) -> str:
    """What the file is called."""
    return f"{slug}-conversation-{at:%Y-%m-%d}.{ending}"
