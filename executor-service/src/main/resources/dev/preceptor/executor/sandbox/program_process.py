"""A process that a program runs in, as the process that started it sees it."""

import json
import os
import select

LONGEST_REPORT = 1 << 14
_LONGEST_READ = 1 << 16
# How often the processor time is told while the program runs.
_TELL_EVERY = 0.05


class ProgramProcess:
    """reading and report are where the program's output and the account of its end are read.

    tell is called with the child every now and then.
    """

    def __init__(self, child, reading, report, tell):
        self.child = child
        self.reading = reading
        self.report = report
        self.tell = tell

    def run(self, longest):
        """What the program prints until it ends; a little more than the longest where it was stopped because it printed more."""
        printed = self._read(longest)
        if len(printed) > longest:
            self.child.kill()
        while not self.child.reap(False):
            if not self.child.wait(_TELL_EVERY):
                self.tell(self.child)
        return bytes(printed)

    def _read(self, longest):
        printed = bytearray()
        poll = select.poll()
        poll.register(self.reading, select.POLLIN)
        while len(printed) <= longest:
            if not poll.poll(1000 * _TELL_EVERY):
                self.tell(self.child)
                continue
            part = os.read(self.reading, _LONGEST_READ)
            if not part:
                break
            printed += part
        return printed

    def reported(self):
        """What the process said of its end; nothing where it said nothing sensible."""
        os.set_blocking(self.report, False)
        try:
            message = json.loads(os.read(self.report, LONGEST_REPORT) or b"{}")
        except (BlockingIOError, ValueError, RecursionError):
            return {}
        return message if isinstance(message, dict) else {}

    def close(self):
        os.close(self.reading)
        os.close(self.report)
