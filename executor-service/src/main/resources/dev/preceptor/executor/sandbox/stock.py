"""Processes for programs, forked ahead, several at a time.

After a fork each page that the zygote changes is copied; with several forks in a row, it is so once for all of them.
"""

import os
import socket

from harness.candidate import START
from harness.child import Child

SIZE = 8


class Waiting:
    """A process that waits to be told of its program."""

    def __init__(self, child, channel, trace):
        self.child = child
        self.channel = channel
        self.trace = trace

    def close(self):
        self.channel.close()
        os.close(self.trace)


class Stock:
    """fork(body, descriptors) makes a process that runs the body with these descriptors and the standard ones.

    The body, which gets the descriptors of its channel and of its trace, waits on the channel for START. usage is where it
    tells the processor time of processes of its own.
    """

    def __init__(self, fork, body, usage):
        self.fork = fork
        self.body = body
        self.usage = usage
        self.waiting = []

    def take(self, length, limits):
        """A process that has begun on its program, of so many bytes, under the limits."""
        while True:
            if not self.waiting:
                self._fill()
            taken = self.waiting.pop()
            try:
                taken.channel.sendall(START.pack(length, len(self.waiting), *limits))
                return taken
            except OSError:
                # Somebody ended it while it waited.
                taken.child.kill()
                taken.close()

    def empty(self):
        """Ends the processes that wait, as those that are forked later have more ready."""
        for waiting in self.waiting:
            waiting.child.kill()
            waiting.close()
        self.waiting = []

    def _fill(self):
        # What the loop needs lies ready, so that it touches little.
        ends = [(socket.socketpair(), os.pipe()) for _ in range(SIZE)]
        pids = [self._forked(theirs.fileno(), trace_out) for (_, theirs), (_, trace_out) in ends]
        for pid, ((ours, theirs), (trace_in, trace_out)) in zip(pids, ends):
            theirs.close()
            os.close(trace_out)
            self.waiting.append(Waiting(Child(pid, self.usage), ours, trace_in))

    def _forked(self, channel, trace):
        return self.fork(lambda: self.body(channel, trace), (channel, trace))
