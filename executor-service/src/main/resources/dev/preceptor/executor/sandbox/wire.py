"""Messages between the two processes of a judgement: a JSON object, after its length in four bytes."""

import json
import os

LONGEST_MESSAGE = 8 << 20


class Garbled(Exception):
    """What came is not a message."""


class Untransportable(Exception):
    """A value that cannot be sent; the message says which."""


def send(descriptor, message):
    try:
        data = json.dumps(message, separators=(",", ":")).encode("ascii")
    except RecursionError:
        raise Untransportable("a value is nested too deeply")
    if len(data) > LONGEST_MESSAGE:
        raise Untransportable("a value is larger than %d MB" % (LONGEST_MESSAGE >> 20))
    write_all(descriptor, len(data).to_bytes(4, "big") + data)


def receive(descriptor):
    """The next message; None where the other side is gone."""
    head = read_exactly(descriptor, 4)
    if head is None:
        return None
    length = int.from_bytes(head, "big")
    if length > LONGEST_MESSAGE:
        raise Garbled("a message of %d bytes" % length)
    data = read_exactly(descriptor, length)
    if data is None:
        return None
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Garbled("not JSON")


def write_all(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_exactly(descriptor, count):
    """So many bytes; None where the stream ends before."""
    parts = []
    while count:
        try:
            part = os.read(descriptor, min(count, 1 << 20))
        except ConnectionResetError:
            return None
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
