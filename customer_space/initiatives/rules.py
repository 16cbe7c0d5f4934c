"""What is decided about initiatives: the states, what a signature covers, when it is approved."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from customer_space.accounts.rights import Side

SIGNING_SIDES = (Side.CUSTOMER, Side.COMPANY)
"""The sides whose lead has to sign."""


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    DELIBERATING = "deliberating"
    AWAITING_SIGNOFF = "awaiting_signoff"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RUNNING = "running"
    REVIEWED = "reviewed"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    STOPPED = "stopped"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    State.DRAFT: "Draft",
    State.PROPOSED: "Proposed",
    State.DELIBERATING: "Under discussion",
    State.AWAITING_SIGNOFF: "Waiting for signatures",
    State.APPROVED: "Approved",
    State.DECLINED: "Declined",
    State.WITHDRAWN: "Withdrawn",
    State.RUNNING: "Running",
    State.REVIEWED: "Measured",
    State.ADOPTED: "Adopted",
    State.ADAPTED: "Adapted",
    State.STOPPED: "Stopped",
}


class Step(StrEnum):
    """What can be done to an initiative; the path's last word is its noun."""

    PROPOSE = "proposal"
    TAKE_STANCE = "stance"
    SIGN = "signature"
    APPROVE = "approval"
    REVISE = "revision"
    REFUSE = "refusal"
    WITHDRAW = "withdrawal"
    RUN = "run"
    REVIEW = "review"
    ADOPT = "adoption"
    ADAPT = "adaptation"
    STOP = "stop"


_OPEN = (State.PROPOSED, State.DELIBERATING, State.AWAITING_SIGNOFF)

TRANSITIONS: dict[Step, dict[State, State]] = {
    Step.PROPOSE: {State.DRAFT: State.PROPOSED},
    Step.TAKE_STANCE: {
        State.PROPOSED: State.DELIBERATING,
        State.DELIBERATING: State.DELIBERATING,
        State.AWAITING_SIGNOFF: State.AWAITING_SIGNOFF,
    },
    Step.SIGN: dict.fromkeys(_OPEN, State.AWAITING_SIGNOFF),
    Step.APPROVE: {State.AWAITING_SIGNOFF: State.APPROVED},
    Step.REVISE: {
        State.DRAFT: State.DRAFT,
        State.PROPOSED: State.PROPOSED,
        State.DELIBERATING: State.DELIBERATING,
        State.AWAITING_SIGNOFF: State.DELIBERATING,
    },
    Step.REFUSE: dict.fromkeys(_OPEN, State.DECLINED),
    Step.WITHDRAW: dict.fromkeys((State.DRAFT, *_OPEN), State.WITHDRAWN),
    Step.RUN: {State.APPROVED: State.RUNNING},
    Step.REVIEW: {State.RUNNING: State.REVIEWED},
    Step.ADOPT: {State.REVIEWED: State.ADOPTED},
    Step.ADAPT: {State.REVIEWED: State.ADAPTED},
    Step.STOP: {State.REVIEWED: State.STOPPED},
}
"""From where each step may be taken, and where it leads. A cosmetic revision leads nowhere."""

DECIDED = (State.APPROVED, State.DECLINED, State.WITHDRAWN)
"""What a deliberation ends in: exactly one of these, once."""
BOARD = (
    ("Waiting for you both", (State.AWAITING_SIGNOFF, State.DELIBERATING, State.PROPOSED)),
    ("Being tried", (State.RUNNING, State.APPROVED, State.REVIEWED)),
    ("Drafts", (State.DRAFT,)),
    ("Learned", (State.ADOPTED, State.ADAPTED, State.STOPPED, State.DECLINED, State.WITHDRAWN)),
)
"""The board's parts, and the order of states in each."""


def may_take(step: Step, state: State) -> bool:
    """Whether the step is open in this state."""
    return state in TRANSITIONS[step]


@dataclass(frozen=True)
class Text:
    """What both sides sign."""

    title: str
    trying: str
    """What we want to try."""
    expecting: str
    """What we expect of it: the hypothesis."""
    measuring: str
    """How we will measure it."""


PARTS = {
    "title": "the title",
    "trying": "what we want to try",
    "expecting": "what we expect",
    "measuring": "how we measure it",
}

# A number keeps its separators, a word its apostrophes and hyphens: they carry meaning.
_TOKEN = re.compile(r"[-−+]?\d+(?:[.,:/]\d+)*|\w+(?:['’\-]\w+)*|[^\w\s]")
_COSMETIC = frozenset(".,;:!…\"“”„«»‘’'()–—-")


def meaning_of(words: str) -> str:
    """The words without what is cosmetic: line breaks, blanks, quotes, full stops, commas.

    Digits with their signs and separators, question marks, currency and other signs stay.
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", words))
    return " ".join(token for token in tokens if token not in _COSMETIC)


def content_hash(text: Text) -> str:
    """SHA-256 over the canonical JSON of the text's meaning: what a signature is bound to."""
    meaning = {name: meaning_of(words) for name, words in asdict(text).items()}
    canonical = json.dumps(meaning, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_cosmetic(before: Text, after: Text) -> bool:
    """Whether an edit leaves every signature covering the text."""
    return content_hash(before) == content_hash(after)


def changed_parts(before: Text, after: Text) -> list[str]:
    """What an edit changed in meaning, in words."""
    old, new = asdict(before), asdict(after)
    return [PARTS[name] for name in PARTS if meaning_of(old[name]) != meaning_of(new[name])]


def approved(signatures: Mapping[Side, str], current_hash: str) -> bool:
    """Whether the lead of every side that has to has signed exactly this content."""
    return all(signatures.get(side) == current_hash for side in SIGNING_SIDES)


def void_words(who: str, changed: list[str], signers: list[str]) -> str:
    """The one visible line of an edit that took signatures away."""
    what = _listed(changed)
    if not signers:
        return f"{who} changed {what}."
    verb, noun = ("covers", "signature") if len(signers) == 1 else ("cover", "signatures")
    return f"{who} changed {what}. The {noun} of {_listed(signers)} no longer {verb} the text."


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
