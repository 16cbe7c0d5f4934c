"""The sentence of each reason code and what helps against it, in English, by code.

`*.quiet` serves every level without words of its own, `suppressed.*` every reason of its kind.
"""

from customer_space.gate.rules.channels import Channel

CHANNEL_WORDS = {
    Channel.EMAIL: "e-mail",
    Channel.SMS: "text message",
    Channel.WHATSAPP: "WhatsApp",
    Channel.RCS: "RCS message",
    Channel.VOICE_LIVE: "phone call",
    Channel.VOICE_AUTO: "automated call",
    Channel.VIDEO: "video call",
    Channel.VISIT: "visit",
    Channel.POSTAL: "letter",
    Channel.PORTAL: "portal",
    Channel.PUSH: "push notice",
}

SENTENCES = {
    "ok": "You allow {topic} by {channel} at this time. This is {n} of {max} this {window}.",
    "ok.unlimited": "You allow {topic} by {channel} at this time.",
    "consent.missing": "We have no yes from you for {topic} by {channel}.",
    "consent.expired": "Your yes for {topic} ended{on_date}.",
    "consent.withdrawn": "You withdrew your yes for {topic}{on_date}.",
    "consent.missing_by_slot": "By {next} there would be no yes from you for {topic}.",
    "consent.expired_by_slot": "By the next permitted time your yes for {topic} will have ended.",
    "consent.withdrawn_by_slot": "By the next permitted time your yes for {topic} is withdrawn.",
    "objection.direct_marketing": (
        "You told us not to use your data for marketing. That covers sales calls and visits."
        " Orders and notices still reach you."
    ),
    "suppressed.erasure": (
        "This address asked to be forgotten. We keep only a fingerprint of it,"
        " so as not to write to it again."
    ),
    "suppressed.complaint": (
        "A message to this address was marked as spam. No more advertising goes there."
    ),
    "suppressed.register": "This number is on the {register} list.",
    "suppressed.*": "This address is on our list of addresses not to be used.",
    "recipient.unknown": "We do not know who this is.",
    "recipient.deceased": "This person has died. Nobody contacts them any more.",
    "recipient.restricted": "The use of this person's data is restricted.",
    "recipient.minor": "No advertising to minors.",
    "point.invalid": "Messages to this address came back.",
    "point.reassigned": "This number seems to belong to somebody else now.",
    "refusal.cool_off": "You said no{on_date}; we do not ask again before {until}.",
    "person.deny": "You switched off {what}{on_date}.",
    "shared.deny": "Somebody using this number asked not to be contacted on it.",
    "point.deny": "Somebody using this number asked not to be contacted on it.",
    "account.deny": "{account} agreed with us not to use {channel} for this.",
    "law.deny": "The law in {place} does not allow {topic} by {channel}.",
    "vendor.deny": "We do not use {channel} for this.",
    "person.redirect": "You asked to get this by {to} instead.",
    "*.redirect": "This goes by {to} instead.",
    "rep.not_preferred": "You want to hear from {rep} about this.{deputies}",
    "paused.until": "You paused this until {until}.{then}",
    "paused.open_ended": "You paused this. You decide when it starts again.",
    "person.quiet": "These are quiet hours you gave us ({hours}).{then}",
    "person.window": "Outside the hours you gave us ({hours}).{then}",
    "account.quiet": "These are quiet hours {account} agreed with us ({hours}).{then}",
    "account.window": "Outside the hours {account} agreed with us ({hours}).{then}",
    "law.quiet": "The law in {place} does not allow this between {hours}.{then}",
    "law.window": "The law in {place} allows this only {hours}.{then}",
    "law.holiday": "The law in {place} does not allow this on a public holiday.{then}",
    "vendor.quiet": "We do not contact you by {channel} between {hours} your time.{then}",
    "vendor.window": "We contact you by {channel} only {hours} your time.{then}",
    "*.quiet": "These are quiet hours on this number ({hours}).{then}",
    "*.window": "Outside the hours for this number ({hours}).{then}",
    "person.holiday": "This is a day you keep free.{then}",
    "*.holiday": "This is a day kept free.{then}",
    "person.cap": ("You allow {max} per {window}; {n} have happened or are booked.{then}"),
    "account.cap": (
        "Your company allows {max} per {window}; {n} have happened or are booked.{then}"
    ),
    "point.cap": ("This number allows {max} per {window}; {n} have happened or are booked.{then}"),
    "law.cap": ("The law allows {max} per {window}; {n} have happened or are booked.{then}"),
    "vendor.cap": "We keep to {max} per {window}; {n} have happened or are booked.{then}",
    "person.gap": "You asked for {window} between contacts.{then}",
    "*.gap": "There must be {window} between contacts.{then}",
    "share.yield": "Others are waiting for this place and have had fewer.{then}",
    "cap.impossible": "One {channel} is more than your whole limit of {max}.",
    "timezone.unknown": "We do not know what time it is where you are, so we do not interrupt you.",
    "no_common_window": "The permitted hours never meet.",
    "no_slot_before_deadline": "The next permitted time ({next}) is after {latest}.",
}

REMEDIES = {
    "consent.missing": "You can give a yes on your contact page.",
    "consent.expired": "It is yours to renew on your contact page.",
    "consent.withdrawn": "You can give it again on your contact page.",
    "consent.missing_by_slot": "You can give a yes on your contact page.",
    "consent.expired_by_slot": "It is yours to renew on your contact page.",
    "consent.withdrawn_by_slot": "You can give it again on your contact page.",
    "objection.direct_marketing": "Only your new yes, on your contact page, changes this.",
    "suppressed.erasure": "Only signing up anew with this address changes this.",
    "suppressed.complaint": "Only your new yes, on your contact page, changes this.",
    "suppressed.*": "Use another address, or ask us to look at this one.",
    "recipient.unknown": "Invite the person to the space first.",
    "recipient.deceased": "Speak with another person of the account.",
    "recipient.restricted": "The restriction must be lifted by the person first.",
    "recipient.minor": "Orders and notices still arrive.",
    "point.invalid": "Confirm or replace the address on the contact page.",
    "point.reassigned": "Give us your present number on the contact page.",
    "refusal.cool_off": "You may ask us yourself at any time.",
    "*.deny": "It can be switched on again on the contact page, by whom it belongs to.",
    "*.redirect": "The channel can be changed on your contact page.",
    "rep.not_preferred": "Ask the person named to take this up.",
    "paused.until": "You can end the pause earlier on your contact page.",
    "paused.open_ended": "You can end the pause on your contact page.",
    "*.quiet": "Book the next permitted time, or change the hours on the contact page.",
    "*.window": "Book the next permitted time, or change the hours on the contact page.",
    "*.holiday": "Book the next permitted time.",
    "*.cap": "Book the next permitted time, or agree on another limit in the plan.",
    "*.gap": "Book the next permitted time.",
    "share.yield": "Wait for your turn.",
    "cap.impossible": "Choose a lighter channel, or agree on another limit.",
    "timezone.unknown": "Tell us your time zone on your contact page.",
    "no_common_window": "Please agree on a common time.",
    "no_slot_before_deadline": "Choose a later deadline or another channel.",
}
