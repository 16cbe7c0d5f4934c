"""What a client of the bench says: websocket frames, masked with zeros, and MQTT packets."""

import json
import uuid

ROOM = b"\0\4room"


def text_frame(text: str) -> bytes:
    """A frame of text."""
    payload = text.encode()
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


def message_frame(text: str) -> bytes:
    """What Parley's clients say."""
    said = {"type": "message", "id": str(uuid.uuid4()), "text": text.strip()}
    return text_frame(json.dumps(said))


def mqtt_hello() -> bytes:
    """CONNECT without an end to keep alive, and SUBSCRIBE to the room (MQTT 3.1.1)."""
    connect = _packet(0x10, b"\0\4MQTT\4\2\0\0\0\0")
    return connect + _packet(0x82, b"\0\1" + ROOM + b"\0")


def mqtt_publish(text: str) -> bytes:
    """PUBLISH to the room, at most once."""
    return _packet(0x30, ROOM + text.encode())


def _packet(kind: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, digit = divmod(size, 128)
        length.append(digit | (0x80 if size else 0))
        if not size:
            return bytes((kind,)) + bytes(length) + body
