"""A forked process, as the one that forked it sees it."""

import os
import select
import signal
import time

_MOMENT = 0.002


class Child:
    """Knows how much processor time the process has used and, once it has ended, how.

    usage is what it tells of processes that it started itself; None where it starts none.
    """

    def __init__(self, pid, usage=None):
        self.pid = pid
        self.told = usage
        self.clock = (~pid << 3) | 2
        self.status = None
        self.usage = None
        try:
            self.descriptor = os.pidfd_open(pid)
        except (AttributeError, OSError):
            self.descriptor = None

    def processor_seconds(self):
        return self._own_seconds() + (self.told.seconds() if self.told is not None else 0.0)

    def _own_seconds(self):
        if self.usage is not None:
            return self.usage.ru_utime + self.usage.ru_stime
        try:
            return time.clock_gettime(self.clock)
        except (OSError, OverflowError):
            return 0.0

    def reap(self, wait):
        if self.status is None:
            pid, status, usage = os.wait4(self.pid, 0 if wait else os.WNOHANG)
            if pid:
                self.status, self.usage = status, usage
                if self.descriptor is not None:
                    os.close(self.descriptor)
                    self.descriptor = None
        return self.status is not None

    def wait(self, seconds):
        """Waits until the process has ended, so long at most; returns whether it has, where that can be known."""
        if self.descriptor is None:
            time.sleep(min(seconds, _MOMENT))
            return False
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        return bool(poll.poll(1000 * max(0, seconds)))

    def kill(self):
        if not self.reap(False):
            os.kill(self.pid, signal.SIGKILL)
            self.reap(True)

    def ending(self):
        return ending(self.status)


def ending(status):
    """How a process ended, of its wait status: the signal that ended it, or its own exit status."""
    signalled = os.WIFSIGNALED(status)
    return {
        "signal": os.WTERMSIG(status) if signalled else None,
        "exit": None if signalled else os.WEXITSTATUS(status),
    }
