"""A process that a program runs in, as the process that started it sees it."""

import json
import os
import select

from harness import standard_streams

LONGEST_REPORT = 1 << 14
_LONGEST_READ = 1 << 16
# How often the processor time is told while the program runs.
_TELL_EVERY = 0.05
# How long a process may wait for its output to be read.
_MOMENT = 0.001


class ProgramProcess:
    """Has the program run on one input, or on one after another.

    streams are the ends of the process's input and output; report is read for what it says of the end of a run, go is written to
    start one. tell is called with the child every now and then.
    """

    def __init__(self, child, streams, report, go, serves_many, tell):
        self.child = child
        self.streams = streams
        self.report = report
        self.go = go
        self.tell = tell
        # Whether the process waits for its next input.
        self.waits = False
        self.poll = select.poll()
        # One that serves many closes neither, and prints all before it reports.
        self.poll.register(report if serves_many else streams.reading, select.POLLIN)
        os.set_blocking(streams.reading, False)
        os.set_blocking(report, False)

    def run(self, data, longest):
        """Runs the program on the data; returns what it printed, which is longer than the longest where it was stopped for that."""
        self.waits = False
        self.streams.fill(data)
        os.write(self.go, b"\n")
        printed = self._read(longest)
        if len(printed) > longest:
            self.child.kill()
        elif not self.waits:
            while not self.child.reap(False):
                if not self.child.wait(_TELL_EVERY):
                    self.tell(self.child)
        return bytes(printed)

    def _read(self, longest):
        printed, patience = bytearray(), _TELL_EVERY
        while len(printed) <= longest:
            ready = self.poll.poll(1000 * patience)
            part = self._available(longest - len(printed))
            if part:
                printed += part
            if not ready:
                self.tell(self.child)
                patience = _MOMENT if part else _TELL_EVERY
            elif ready[0][0] == self.report:
                self.waits = bool(ready[0][1] & select.POLLIN)
                break
            elif part == b"":
                break
        return printed

    def _available(self, longest):
        """What there is to read now, at most a little more than the longest; None where nothing is there."""
        parts = []
        try:
            while longest >= 0:
                part = os.read(self.streams.reading, _LONGEST_READ)
                if not part:
                    return b"".join(parts)
                parts.append(part)
                longest -= len(part)
        except BlockingIOError:
            pass
        return b"".join(parts) or None

    def reported(self):
        """What the process said of the end of its run; nothing where it said nothing sensible."""
        try:
            message = json.loads(os.read(self.report, LONGEST_REPORT) or b"{}")
        except (BlockingIOError, ValueError, RecursionError):
            return {}
        return message if isinstance(message, dict) else {}

    def close(self):
        self.child.kill()
        self.streams.close()
        os.close(self.report)
        os.close(self.go)
