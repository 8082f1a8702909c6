"""The standard streams of a program: file descriptors 0 to 2 and the Python objects for them."""

import io
import os
import sys
import tempfile

# In a root directory of its own, a program also finds its input and output in this directory.
FOLDER = "/dev/fd"
# An input arrives in a message.
LONGEST_INPUT = 8 << 20


class Output(io.TextIOBase):
    """The output of a program whose functions are called, rather than run as a script.

    Output beyond the limit is dropped.
    """

    encoding = "utf-8"
    errors = "surrogateescape"

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
        """Returns the text written since the last call."""
        text, self.parts = "".join(self.parts), []
        return text


class _Bytes(io.RawIOBase):
    """Lets a program print bytes. Bytes that are not UTF-8 become backslash escapes."""

    def __init__(self, output):
        self.output = output

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        self.output.write(data.decode("utf-8", "backslashreplace"))
        return len(data)


class Streams:
    """The descriptors of a program's standard input and output.

    source, the input with the data in it, and writing belong to the program's process; reading belongs to its parent
    process. named is a descriptor, for reading and writing, of the file that programs open as /dev/stdin; None if
    there is none.
    """

    def __init__(self, named, data):
        if named is None:
            self.source = _anonymous_file()
            self.reading, self.writing = os.pipe()
            _write_at_start(self.source, data)
        else:
            os.ftruncate(named, 0)
            _write_at_start(named, data)
            self.source = os.open(FOLDER + "/0", os.O_RDONLY | os.O_CLOEXEC)
            self.reading = os.open(FOLDER + "/1", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            self.writing = os.open(FOLDER + "/1", os.O_WRONLY | os.O_CLOEXEC)

    def close_program_ends(self):
        """Closes, in the parent process, the descriptors that belong to the program's process."""
        os.close(self.source)
        os.close(self.writing)


def _write_at_start(descriptor, data):
    view, position = memoryview(data), 0
    while position < len(view):
        position += os.pwrite(descriptor, view[position:], position)


def _anonymous_file():
    if hasattr(os, "memfd_create"):
        return os.memfd_create("input")
    with tempfile.TemporaryFile(buffering=0) as file:
        return os.dup(file.fileno())


def open_all():
    """Opens sys.stdin, sys.stdout and sys.stderr as Python does when it starts in UTF-8 mode."""
    sys.stdin = sys.__stdin__ = _open(0, "r", "<stdin>", "surrogateescape")
    sys.stdout = sys.__stdout__ = _open(1, "w", "<stdout>", "surrogateescape")
    sys.stderr = sys.__stderr__ = _open(2, "w", "<stderr>", "backslashreplace", line_buffering=True)


def _open(descriptor, mode, name, errors, line_buffering=False):
    buffer = open(descriptor, mode + "b", closefd=False)
    buffer.raw.name = name
    stream = io.TextIOWrapper(buffer, "utf-8", errors, newline="\n", line_buffering=line_buffering)
    stream.mode = mode
    return stream
