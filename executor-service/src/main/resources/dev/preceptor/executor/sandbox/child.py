"""A child process, as its parent process sees it."""

import os
import select
import signal
import time

_MOMENT = 0.002


class Child:
    """Measures the CPU time of a child process and, once it has ended, tells how it ended.

    usage holds the CPU time that the child reports for child processes of its own; None if it starts none.
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
        """The CPU time of the child, and of the processes that it reports, in seconds."""
        return self._own_seconds() + (self.told.seconds() if self.told is not None else 0.0)

    def _own_seconds(self):
        if self.usage is not None:
            return self.usage.ru_utime + self.usage.ru_stime
        try:
            return time.clock_gettime(self.clock)
        except (OSError, OverflowError):
            return 0.0

    def reap(self, wait):
        """Collects the exit status of the child if it has ended; with wait, waits for that.

        Returns whether the child has ended.
        """
        if self.status is None:
            pid, status, usage = os.wait4(self.pid, 0 if wait else os.WNOHANG)
            if pid:
                self.status, self.usage = status, usage
                if self.descriptor is not None:
                    os.close(self.descriptor)
                    self.descriptor = None
        return self.status is not None

    def wait(self, seconds):
        """Waits for the end of the child for at most the given time; returns whether it has ended.

        Where the system has no pidfd, it sleeps briefly and returns False.
        """
        if self.descriptor is None:
            time.sleep(min(seconds, _MOMENT))
            return False
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        return bool(poll.poll(1000 * max(0, seconds)))

    def kill(self):
        """Kills the child if it still runs, and collects its exit status."""
        if not self.reap(False):
            os.kill(self.pid, signal.SIGKILL)
            self.reap(True)

    def ending(self):
        return ending(self.status)


def ending(status):
    """Converts a wait status to the signal that ended the process or its exit status."""
    signalled = os.WIFSIGNALED(status)
    return {
        "signal": os.WTERMSIG(status) if signalled else None,
        "exit": None if signalled else os.WEXITSTATUS(status),
    }
