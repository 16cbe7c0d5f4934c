"""The letter that invites somebody to a space, and its two reminders."""

from datetime import timedelta
from uuid import UUID

from auth.models import Person
from customer_space.accounts.actions import mint_token
from customer_space.accounts.models import Invitation
from portal.clock import now
from portal.letters import Stationery
from portal.notices import Composer, Notice

TOPIC = "invitations"
FRESH = timedelta(days=1)


def letters(stationery: Stationery) -> dict[str, Composer]:
    """The notices this capability can write."""

    async def invitation(invitation_id: UUID) -> Notice | None:
        offered = await Invitation.get_or_none(id=invitation_id).select_related(
            "account", "invited_by__person"
        )
        if offered is None or not offered.is_open:
            return None
        person = await Person.get(email=offered.email)
        inviter = offered.invited_by.name if offered.invited_by else stationery.company
        subject = f"{inviter} invites you to the space of {offered.account.name}"
        reminding = now() - offered.invited_at > FRESH
        letter = stationery.write(
            "accounts/invitation_letter",
            to=offered.email,
            subject=f"Reminder: {subject}" if reminding else subject,
            invitation=offered,
            inviter=inviter,
            reminding=reminding,
            url=stationery.url("accounts.show_invitation", token=await mint_token(offered)),
        )
        return Notice(person.id, TOPIC, letter)

    return {"accounts.invitation": invitation}
