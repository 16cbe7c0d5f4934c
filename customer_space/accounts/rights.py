"""The rights table of a space, as data (product.md): pinned by a test, so a widening shows."""

from enum import StrEnum


class Side(StrEnum):
    CUSTOMER = "customer"
    COMPANY = "company"
    PARTNER = "partner"


class Role(StrEnum):
    CUSTOMER_MEMBER = "customer_member"
    CUSTOMER_LEAD = "customer_lead"
    PARTNER = "partner"
    REP = "rep"
    ACCOUNT_LEAD = "account_lead"
    FACILITATOR = "facilitator"

    @property
    def side(self) -> Side:
        return SIDES[self]

    @property
    def label(self) -> str:
        return LABELS[self]


class Right(StrEnum):
    READ_SPACE = "read the space"
    WRITE_SPACE = "chat, propose, edit plan and initiatives"
    INVITE_OWN_SIDE = "invite to their own side"
    SIGN = "sign for their side"
    SET_OWN_CONTACT = "set their own contact statements"
    SET_ACCOUNT_CONTACT = "set the account's contact statements, by the plan"
    ASK_GATE = "ask the gate for outreach"
    LEAD_INSIGHT = "lead an insight round"


SIDES = {
    Role.CUSTOMER_MEMBER: Side.CUSTOMER,
    Role.CUSTOMER_LEAD: Side.CUSTOMER,
    Role.PARTNER: Side.PARTNER,
    Role.REP: Side.COMPANY,
    Role.ACCOUNT_LEAD: Side.COMPANY,
    Role.FACILITATOR: Side.COMPANY,
}

LABELS = {
    Role.CUSTOMER_MEMBER: "Customer",
    Role.CUSTOMER_LEAD: "Customer lead",
    Role.PARTNER: "Partner",
    Role.REP: "Rep",
    Role.ACCOUNT_LEAD: "Account lead",
    Role.FACILITATOR: "Facilitator",
}

_EVERYBODY = {Right.READ_SPACE, Right.WRITE_SPACE, Right.SET_OWN_CONTACT}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CUSTOMER_MEMBER: frozenset(
        _EVERYBODY | {Right.INVITE_OWN_SIDE, Right.SET_ACCOUNT_CONTACT}
    ),
    Role.CUSTOMER_LEAD: frozenset(
        _EVERYBODY | {Right.INVITE_OWN_SIDE, Right.SET_ACCOUNT_CONTACT, Right.SIGN}
    ),
    Role.PARTNER: frozenset(_EVERYBODY | {Right.INVITE_OWN_SIDE}),
    Role.REP: frozenset(
        _EVERYBODY | {Right.INVITE_OWN_SIDE, Right.SET_ACCOUNT_CONTACT, Right.ASK_GATE}
    ),
    Role.ACCOUNT_LEAD: frozenset(
        _EVERYBODY | {Right.INVITE_OWN_SIDE, Right.SET_ACCOUNT_CONTACT, Right.ASK_GATE, Right.SIGN}
    ),
    Role.FACILITATOR: frozenset(_EVERYBODY | {Right.LEAD_INSIGHT}),
}
"""Admins who are not members have none of these. Own-side items follow the side, not a right."""
