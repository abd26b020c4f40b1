"""The brokers, each with one thing mended.

Of the filesystem, that of development: Kombu writes a message under its final name, so that a worker may read half of it
and die. Here it is renamed when it is complete. Of Redis: when the connection breaks, Kombu tries to give back the messages
in hand over the connection that has just broken, and the worker ends on the error. Here they are let go: the job rows say
what there is to do, and the sweep rings again.
"""

import os
import uuid
from time import monotonic

from kombu.transport import filesystem, redis
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}"
        part = os.path.join(self.data_folder_out, f"{name}.part")
        with open(part, "wb") as file:
            file.write(str_to_bytes(dumps(payload)))
        os.replace(part, os.path.join(self.data_folder_out, f"{name}.{queue}.msg"))


class Transport(filesystem.Transport):
    Channel = Channel


class RedisChannel(redis.Channel):
    do_restore = False


class RedisTransport(redis.Transport):
    Channel = RedisChannel
