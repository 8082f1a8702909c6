"""The global names of tests that run in the program's process."""

import collections.abc


class LiveNames(collections.abc.MutableMapping):
    """The global names of the tests.

    A name that the program has rebound has its new value here, and the program sees a new value of one of its names that
    the tests bind, as if the program and the tests were one file.
    """

    def __init__(self, names, program):
        self.names = names
        self.program = program
        self.live = {name for name, value in names.items() if program.get(name, self) is value}

    def __getitem__(self, name):
        if name in self.live and name in self.program:
            self.names[name] = self.program[name]
        return self.names[name]

    def __setitem__(self, name, value):
        if name in self.live and name in self.program:
            self.program[name] = value
        self.names[name] = value

    def __delitem__(self, name):
        if name in self.live:
            self.live.discard(name)
            self.program.pop(name, None)
        del self.names[name]

    def __iter__(self):
        return iter(self.names)

    def __len__(self):
        return len(self.names)
