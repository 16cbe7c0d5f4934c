"""Django Channels with Redis: what one says, all hear, by its own `group_send`. Nothing is kept.

Served by Daphne in an environment of its own (tests.bench.rivals); REDIS_PORT is its Redis.
"""

import os

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django import setup
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                "hosts": [f"redis://127.0.0.1:{os.environ['REDIS_PORT']}/0"],
                "capacity": 100_000,
            },
        }
    },
)
setup()


class Room(AsyncWebsocketConsumer):
    groups = ("room",)

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("room", {"type": "said", "text": text_data})

    async def said(self, event):
        await self.send(text_data=event["text"])


application = ProtocolTypeRouter({"websocket": Room.as_asgi()})
