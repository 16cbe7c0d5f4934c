"""Reads Yjs updates (version 1 encoding) without trusting them, and without recursion.

No byte from outside reaches the CRDT library before it has been read here: nested or absurdly
counted content makes the library overflow its stack or its memory. Nothing is allocated in
proportion to a number the sender merely claims. Source: the encoding of Yjs 13 and lib0.
"""

from customer_space.documents.yupdate.decode import decode
from customer_space.documents.yupdate.reader import MAX_CLIENT, MAX_CLOCK, Reader
from customer_space.documents.yupdate.state import decode_state, encode_number, encode_state
from customer_space.documents.yupdate.structs import ID, Deletion, Kind, Limits, Struct, Update

__all__ = [
    "ID",
    "MAX_CLIENT",
    "MAX_CLOCK",
    "Deletion",
    "Kind",
    "Limits",
    "Reader",
    "Struct",
    "Update",
    "decode",
    "decode_state",
    "encode_number",
    "encode_state",
]
