"""What a client of the bench says: websocket frames, masked with zeros, and MQTT in them."""

import json
import uuid

ROOM = b"\0\4room"


def text_frame(text: str) -> bytes:
    """A frame of text."""
    return _frame(0x81, text.encode())


def message_frame(text: str) -> bytes:
    """What Parley's clients say."""
    said = {"type": "message", "id": str(uuid.uuid4()), "text": text.strip()}
    return text_frame(json.dumps(said))


def mqtt_hello() -> bytes:
    """CONNECT without an end to keep alive, and SUBSCRIBE to the room (MQTT 3.1.1)."""
    connect = _packet(0x10, b"\0\4MQTT\4\2\0\0\0\0")
    return _frame(0x82, connect + _packet(0x82, b"\0\1" + ROOM + b"\0"))


def mqtt_publish(text: str) -> bytes:
    """PUBLISH to the room, at most once."""
    return _frame(0x82, _packet(0x30, ROOM + text.encode()))


def _packet(kind: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, digit = divmod(size, 128)
        length.append(digit | (0x80 if size else 0))
        if not size:
            return bytes((kind,)) + bytes(length) + body


def _frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((opcode, 0x80 | size)) + b"\0\0\0\0" + payload
    return bytes((opcode, 0xFE)) + size.to_bytes(2, "big") + b"\0\0\0\0" + payload
