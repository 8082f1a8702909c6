"""Records what a test inside the program's process calls, expects and gets, and detects objects that equal everything."""

import re
import types

from harness.display import show
from harness.inspector import Inspector, Mismatch
from harness.program_traceback import line_of_the_program

_ADDRESS = re.compile(" at 0x[0-9a-f]+")
# A reference that is taken before a program runs, because the program could replace the name.
_AssertionError = AssertionError
_KINDS_OF_OTHERS = 3
_CONTAINERS = (list, tuple, set, frozenset, dict)
_HEAP_TYPE = 1 << 9
_LONGEST_LOOK = 1000
_OTHERS = {
    bool: lambda value, kind: not value,
    int: lambda value, kind: (value + 1, value - 7919, ~value)[kind],
    float: lambda value, kind: (value + 1.5, -value - 7919.25, 3e9 - value)[kind],
    complex: lambda value, kind: value + 1 + kind,
    str: lambda value, kind: (value + "x", "preceptor", value[1:] + "y")[kind],
    bytes: lambda value, kind: (value + b"x", b"preceptor", value[1:] + b"y")[kind],
}


class InsideInspector(Inspector):
    """Records what a test does that calls the program's own functions."""

    def __init__(self, entry, program):
        super().__init__(types.SimpleNamespace(last=None), entry)
        self.program = program

    def forget(self):
        super().forget()
        self.compared = None

    def begin(self, number, call, plain):
        super().begin(number, call, plain)
        self.call_is_plain = True

    def forget_values(self):
        """Clears the compared values. Returns None, which the rewritten test assigns to its variables."""
        self.compared = None

    def compare(self, words, got, expected):
        """Records what an assertion method of unittest compares."""
        self.compared = words, got, expected

    def agreed(self, compare, got, expected):
        """Raises Mismatch for an object of the program that compares with other values as with the expected value.

        Such an object could pass every test. The comparison is repeated with values that differ from the expected one.
        """
        if not _holds_objects(got, 3) or _holds_objects(expected, 3):
            return
        others = [_other(expected, other) for other in range(_KINDS_OF_OTHERS)]
        if any(other is expected for other in others):
            return
        if type(got) not in _CONTAINERS:
            others.append(object())
        for other in others:
            try:
                if not compare(got, other):
                    return
            except Exception:
                return
        self.got = "an object that is equal to everything"
        raise Mismatch()

    def found(self, got):
        self.call, self.call_is_plain = self._shown_call(), True
        self.got = _shown(got)

    def wrong(self, got, *message):
        try:
            super().wrong(got, *message)
        except (Mismatch, Exception):
            raise
        except BaseException:
            raise Mismatch(*message)

    def failure(self, error):
        found = super().failure(error)
        if self.compared is not None and isinstance(error, _AssertionError):
            words, got, expected = self.compared
            found["expected"] = words % _shown(expected) if "%s" in words else words
            found["got"], found["error"] = _shown(got), None
        elif not isinstance(error, Mismatch):
            line = line_of_the_program(error)
            if line is not None or isinstance(error, MemoryError):
                found["line"], found["raised"] = line, type(error).__name__
        return {key: _ADDRESS.sub("", value) if isinstance(value, str) else value for key, value in found.items()}


def _other(value, number):
    """Returns a value of the same shape that differs in each of its parts; the value itself if there is none."""
    kind = type(value)
    if kind in _OTHERS:
        return _OTHERS[kind](value, number)
    if kind in (list, tuple, set, frozenset) and 0 < len(value) <= _LONGEST_LOOK:
        return kind(_other(part, number) for part in value)
    if kind is dict and 0 < len(value) <= _LONGEST_LOOK:
        return {_other(key, number): _other(part, number) for key, part in value.items()}
    return 0 if value is None else value


def _holds_objects(value, depth):
    """Whether the value is or contains an object of a class that is written in Python."""
    kind = type(value)
    if kind in _OTHERS or value is None:
        return False
    if kind in _CONTAINERS:
        parts = list(value.values() if kind is dict else value)[:_LONGEST_LOOK]
        return depth > 0 and any(_holds_objects(part, depth - 1) for part in parts)
    return bool(kind.__flags__ & _HEAP_TYPE)


def _shown(value):
    """Formats a value; falls back to the name of its type if that fails."""
    try:
        return show(value)
    except BaseException:
        return "<%s>" % type(value).__name__
