"""Keeps idle processes for programs, which are forked ahead of use, several at a time.

After a fork, each memory page that the zygote changes is copied. Several forks in a row share the cost of these copies.
"""

import os
import socket

from harness.candidate import START
from harness.child import Child

SIZE = 8


class IdleProcess:
    """An idle process that waits for its program."""

    def __init__(self, child, channel, trace):
        self.child = child
        self.channel = channel
        self.trace = trace

    def close(self):
        self.channel.close()
        os.close(self.trace)


class IdleProcesses:
    """The idle processes.

    fork(body, descriptors) forks a process that runs the body with these descriptors and the standard ones. The body
    receives the descriptors of its channel and of its trace, and waits on the channel for START. usage is where the
    process reports the CPU time of its own child processes.
    """

    def __init__(self, fork, body, usage):
        self.fork = fork
        self.body = body
        self.usage = usage
        self.processes = []

    def take(self, length, limits):
        """Hands a program of the given length in bytes, and its limits, to an idle process; returns that process."""
        while True:
            if not self.processes:
                self._fill()
            taken = self.processes.pop()
            try:
                taken.channel.sendall(START.pack(length, len(self.processes), *limits))
                return taken
            except OSError:
                # The process was killed while it was idle.
                taken.child.kill()
                taken.close()

    def empty(self):
        """Ends all idle processes, because processes that are forked later have more modules loaded."""
        for process in self.processes:
            process.child.kill()
            process.close()
        self.processes = []

    def _fill(self):
        """Forks several idle processes in a row."""
        # All sockets and pipes are created before the first fork, so that the loop changes few pages between forks.
        ends = [(socket.socketpair(), os.pipe()) for _ in range(SIZE)]
        pids = [self._forked(theirs.fileno(), trace_out) for (_, theirs), (_, trace_out) in ends]
        for pid, ((ours, theirs), (trace_in, trace_out)) in zip(pids, ends):
            theirs.close()
            os.close(trace_out)
            self.processes.append(IdleProcess(Child(pid, self.usage), ours, trace_in))

    def _forked(self, channel, trace):
        return self.fork(lambda: self.body(channel, trace), (channel, trace))
