"""A signed receipt proves itself with the published key alone; any changed word is seen."""

import base64
import copy
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from customer_space.gate.receipts.signed import NotProved, proved, published, receipt_key, signed

RECEIPT = {
    "kind": "contact",
    "id": "7",
    "at": "2026-11-21T10:00:00Z",
    "about": "Lieferungen für Ana \u2028 \U0001f44b",
    "count": (2, 4),
    "asked": True,
    "consent": None,
    "share": 0.5,
}
OLD, NEW = "an old secret of the settings, long enough", "a new secret of the settings, long enough"


def test_what_was_signed_is_proved_with_the_published_keys():
    document = json.loads(json.dumps(signed(RECEIPT, receipt_key(OLD))))

    said = proved(document, published([NEW, OLD]))

    assert said["about"] == RECEIPT["about"]
    assert said["count"] == [2, 4]
    assert said["share"] == "0.5"
    with pytest.raises(NotProved):
        proved(document, published([NEW]))


def test_others_can_check_it_with_any_library():
    """Written from RFC 7515, 8037 and 8785, not from our code."""
    document = signed(RECEIPT, receipt_key(NEW))
    [key] = published([NEW])["keys"]
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))
    canonical = json.dumps(
        document["receipt"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    payload = base64.urlsafe_b64encode(canonical.encode()).rstrip(b"=")
    signature = base64.urlsafe_b64decode(document["signature"] + "==")

    public.verify(signature, document["protected"].encode() + b"." + payload)
    with pytest.raises(InvalidSignature):
        public.verify(signature, document["protected"].encode() + b"." + payload[1:])
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}


@pytest.mark.parametrize("name", sorted(RECEIPT))
def test_any_changed_word_is_seen(name):
    document, keys = signed(RECEIPT, receipt_key(NEW)), published([NEW])
    changed = copy.deepcopy(document)
    changed["receipt"][name] = "other"
    missing = copy.deepcopy(document)
    del missing["receipt"][name]

    assert proved(document, keys)
    for each in (changed, missing):
        with pytest.raises(NotProved):
            proved(each, keys)


@pytest.mark.parametrize("document", [None, [], {}, {"receipt": {}}, "a", {"receipt": 1}])
def test_what_is_no_receipt_is_refused(document):
    with pytest.raises(NotProved):
        proved(document, published([NEW]))
    with pytest.raises(NotProved):
        proved(signed(RECEIPT, receipt_key(NEW)), document)
