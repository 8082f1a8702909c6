"""Runs a self-contained program on one input after another in the current process."""

import io
import sys

from harness import main_module
from harness.script import FILE


class SelfContainedScript:
    """A compiled self-contained program.

    code is a list of code objects: what runs before the program, and the program. describe converts an exception to
    what is reported of it.
    """

    def __init__(self, code, describe):
        self.code = code
        self.describe = describe

    def prepare(self, longest):
        """Prepares this process; longest is the largest size of the output in bytes."""
        self.longest = longest
        self.depth = sys.getrecursionlimit()
        sys.argv[:] = [FILE]

    def run(self, text):
        """Runs the program with the text as its input; returns its output and how it ended."""
        before = sys.stdin, sys.stdout, sys.stderr
        captured = _Captured(self.longest)
        sys.stdin = _text(io.BytesIO(text.encode("utf-8", "surrogateescape")))
        sys.stdout, sys.stderr = _text(io.BufferedWriter(captured)), io.StringIO()
        try:
            status, raised = main_module.execute(self.code, FILE, self.describe)
            _flush(sys.stdout)
            # Free the program's objects now, so that freeing them does not count in the next run.
            sys.modules.pop("__main__").__dict__.clear()
        finally:
            sys.setrecursionlimit(self.depth)
            sys.stdin, sys.stdout, sys.stderr = before
        printed = captured.data.decode("utf-8", "backslashreplace")
        if captured.is_full:
            raised = None
        return {"printed": printed, "tooLong": captured.is_full, "signal": None, "exit": status, "raised": raised}


class _Captured(io.RawIOBase):
    """A stream that keeps its data up to a size; writing more raises OSError."""

    def __init__(self, longest):
        self.data, self.longest, self.is_full = bytearray(), longest, False

    def writable(self):
        return True

    def write(self, data):
        room = self.longest - len(self.data)
        self.data += bytes(data[:room])
        if len(data) > room:
            self.is_full = True
            raise OSError("the program printed too much")
        return len(data)


def _text(buffer):
    return io.TextIOWrapper(buffer, "utf-8", "surrogateescape", newline="\n")


def _flush(stream):
    try:
        stream.flush()
    except (OSError, ValueError):
        # The program printed too much.
        pass
