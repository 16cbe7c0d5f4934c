"""The letters of signing in."""

from uuid import UUID

from auth.actions import mint_proofs
from portal.letters import Stationery
from portal.notices import Composer, Notice


def letters(stationery: Stationery) -> dict[str, Composer]:
    """The notices this package can write."""

    async def sign_in(link_id: UUID) -> Notice | None:
        minted = await mint_proofs(link_id)
        if minted is None:
            return None
        link, person, token, code = minted
        letter = stationery.write(
            "auth/sign_in_letter",
            to=link.email,
            subject=f"Your sign-in link for {stationery.company}",
            url=stationery.url("auth.show_link", token=token),
            code=f"{code[:3]} {code[3:]}",
            name=person.display_name,
        )
        return Notice(person.id, "sign-in", letter)

    return {"auth.sign_in": sign_in}
