"""What a program reads and prints: its standard streams, as objects and, for its input, as the descriptor too."""

import contextlib
import fcntl
import io
import os
import sys

# What a pipe holds, and what it can be made to.
_USUAL_PIPE, _LARGEST_PIPE = 1 << 16, 1 << 20
_F_SETPIPE_SZ = 1031


class Output(io.TextIOBase):
    """What the program prints, up to a limit; the rest is dropped."""

    encoding = "utf-8"

    def __init__(self, longest):
        self.parts, self.left = [], longest
        self.buffer = _Bytes(self)

    def writable(self):
        return True

    def write(self, text):
        if self.left > 0:
            self.parts.append(text[: self.left])
            self.left -= len(text)
        return len(text)

    def take(self):
        text, self.parts = "".join(self.parts), []
        return text


class _Bytes(io.RawIOBase):
    """Lets a program print bytes; what is no UTF-8 is shown as such."""

    def __init__(self, output):
        self.output = output

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        self.output.write(data.decode("utf-8", "backslashreplace"))
        return len(data)


@contextlib.contextmanager
def connected(text, longest_output):
    """Connects the streams for one run of a program: its input holds the text and then ends."""
    data = text.encode("utf-8", "surrogateescape")
    output = Output(longest_output)
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(_input(data), encoding="utf-8", errors="surrogateescape")
    sys.stdout, sys.stderr = output, Output(longest_output)
    try:
        yield output
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        os.dup2(2, 0)


def _input(data):
    """The input's bytes, as descriptor 0 where a pipe holds them all."""
    source, sink = os.pipe()
    try:
        os.set_blocking(sink, False)
        if len(data) > _USUAL_PIPE:
            fcntl.fcntl(sink, _F_SETPIPE_SZ, _LARGEST_PIPE)
        is_held = os.write(sink, data) == len(data)
    except OSError:
        is_held = False
    if is_held:
        os.dup2(source, 0)
    os.close(source)
    os.close(sink)
    return open(0, "rb", closefd=False) if is_held else io.BytesIO(data)
