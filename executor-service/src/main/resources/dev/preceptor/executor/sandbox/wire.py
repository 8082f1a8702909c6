"""Sends and receives messages between the judge and the candidate.

A message is a JSON object after its length in four bytes.
"""

import json
import os

LONGEST_MESSAGE = 8 << 20


class Garbled(Exception):
    """The received data is not a valid message."""


class Untransportable(Exception):
    """A value cannot be sent; the message says which."""


def send(descriptor, message):
    """Sends a message; raises Untransportable if it is too deep or too large."""
    try:
        data = json.dumps(message, separators=(",", ":")).encode("ascii")
    except RecursionError:
        raise Untransportable("a value is nested too deeply")
    if len(data) > LONGEST_MESSAGE:
        raise Untransportable("a value is larger than %d MB" % (LONGEST_MESSAGE >> 20))
    write_all(descriptor, len(data).to_bytes(4, "big") + data)


def receive(descriptor):
    """Returns the next message; None if the other side closed the connection."""
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
    """Writes all bytes, in as many calls as necessary."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_exactly(descriptor, count):
    """Reads exactly count bytes; returns None if the stream ends before that."""
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
