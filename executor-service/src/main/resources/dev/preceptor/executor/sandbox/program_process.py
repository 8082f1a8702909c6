"""A process that runs a program, as its parent process sees it."""

import json
import os
import select

LONGEST_REPORT = 1 << 14
_LONGEST_READ = 1 << 16
# The interval in seconds at which the CPU time is reported while the program runs.
_TELL_EVERY = 0.05


class ProgramProcess:
    """Reads the output of a program and how it ended.

    reading is the descriptor of the program's output, report that of the message about its end. tell is called with the
    child at regular intervals.
    """

    def __init__(self, child, reading, report, tell):
        self.child = child
        self.reading = reading
        self.report = report
        self.tell = tell

    def run(self, longest):
        """Returns what the program prints until it ends.

        A program that prints more than longest bytes is killed; the result is then longer than longest.
        """
        printed = self._read(longest)
        if len(printed) > longest:
            self.child.kill()
        while not self.child.reap(False):
            if not self.child.wait(_TELL_EVERY):
                self.tell(self.child)
        return bytes(printed)

    def _read(self, longest):
        """Reads the output until it ends or is longer than longest."""
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
        """The message that the process sent about its end; empty if it sent none or an invalid one."""
        os.set_blocking(self.report, False)
        try:
            message = json.loads(os.read(self.report, LONGEST_REPORT) or b"{}")
        except (BlockingIOError, ValueError, RecursionError):
            return {}
        return message if isinstance(message, dict) else {}

    def close(self):
        os.close(self.reading)
        os.close(self.report)
