"""What somebody said in the conversations, for the copy of their data."""

from customer_space.rights.taking_along.contents import part

MESSAGES = part("messages", "What you said, in the open and in notes of your side.", """
    select a.name as space, m.at, m.text, m.audience, m.thread_kind, m.edited_at, m.removed_at
    from chat_message m join account a on a.id = m.account_id
    where m.author_id in (select id from seat) order by m.at""")  # fmt: skip
REACTIONS = part("reactions", "What you answered without words.", """
    select r.kind, r.message_id from chat_reaction r where r.member_id in (select id from seat)
    order by r.id""")  # fmt: skip
