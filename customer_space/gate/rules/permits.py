"""How long an allow is good for before the gate must be asked again."""

from datetime import datetime, timedelta

from customer_space.gate.rules.assess import Assessment
from customer_space.gate.rules.channels import CHANNELS
from customer_space.gate.rules.consent import covering, names

_LIVE = timedelta(minutes=15)
_MESSAGE = timedelta(hours=4)
_BULK = timedelta(hours=24)


def permit_until(judged: Assessment) -> datetime:
    """15 minutes for live channels, 4 hours for messages, 24 for files; never past a boundary."""
    request = judged.here.request
    live = CHANNELS[request.channel].live
    life = _LIVE if live else _BULK if request.bulk else _MESSAGE
    return judged.search.open_until(request.at, _boundary(judged, request.at + life))


def _boundary(judged: Assessment, limit: datetime) -> datetime:
    here, request, at = judged.here, judged.here.request, judged.here.request.at
    ends = [e for c in covering(here) for e in (c.expires, c.withdrawn)]
    ends += [request.latest, here.permit.not_after if here.permit else None]
    ends += [here.person.objected_at if here.person else None]
    ends += [asked.valid_from for asked in here.snapshot.requires if names(asked, request)]
    return min([limit, *(end for end in ends if end is not None and at < end)])
