"""The judge process: runs the tests of one program after another, as long as no program can affect the next one.

Tests that may leave state in the process run in a child process, which ends with them.
"""

import gc
import io
import json
import os
import random
import resource
import signal
import socket
import sys

from harness import child, confinement, idle_processes, judge, kernel, suite, wire

OUT_OF_MEMORY, FAULT = 5, 6
_MOST_PROGRAMS = 2000
_PROGRAMS_A_COLLECTION = 64
_MOST_GROWTH_KILOBYTES = 96 << 10
_RECURSION = 2000
# The share of the judge's CPU time that a checker may use, so that a checker that never ends is stopped before the
# judge is.
_SHARE_OF_CHECKER = 0.8


class JudgeProcess:
    """Judges the programs that the zygote announces on the control socket, one after another."""

    def __init__(self, control, limits, confined):
        self.control = control
        self.source, self.report = os.dup(0), os.dup(1)
        null_device = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null_device, descriptor)
        os.close(null_device)
        self.limits = limits
        self.confined = confined
        confinement.limit(limits, confined, idle_processes.SIZE, lasting=True)
        confined.seclude(trusted=True)
        sys.stdin = io.StringIO()
        gc.disable()
        self.suites = suite.SuiteCache()
        self.count = 0
        self.size = _kilobytes()
        self.large = suite.large_modules()

    def serve(self):
        """Judges programs until the zygote ends or this process is due to be replaced by a new one."""
        while True:
            message, descriptors, _, _ = socket.recv_fds(self.control, 12, 2)
            if not message:
                os._exit(0)
            channel, trace = descriptors
            ending = self._judge_next(int(message), channel, trace)
            os.close(channel)
            os.close(trace)
            ending["last"] = self._is_to_be_replaced()
            self.control.sendall(json.dumps(ending).encode("ascii") + b"\n")
            if ending["last"]:
                os._exit(0)

    def _judge_next(self, length, channel, trace):
        """Judges one program and returns how the judging ended. length is the size of the request on standard input."""
        if wire.read_exactly(channel, 1) is None:
            return {"exit": judge.CANDIDATE_GONE}
        text = wire.read_exactly(self.source, length)
        try:
            tests = self.suites.suite(text)
        except (suite.Broken, MemoryError):
            return self._judge_in_child(channel, trace, lambda: self.suites.suite(text))
        if tests.runs_inside():
            return {"exit": self._judge(channel, trace, lambda: tests), "runners": tests.runners()}
        if tests.leaves_no_trace:
            return {"exit": self._judge(channel, trace, lambda: tests)}
        return self._judge_in_child(channel, trace, lambda: tests)

    def _judge_in_child(self, channel, trace, open_suite):
        """Judges in a child process and returns how the child ended."""
        pid = kernel.fork()
        if pid == 0:
            status = FAULT
            try:
                kernel.die_with_parent()
                os.setsid()
                os.close(self.source)
                self.control.close()
                confinement.limit_time(self.limits)
                status = self._judge(channel, trace, open_suite)
            finally:
                os._exit(status)
        _, status = os.waitpid(pid, 0)
        ending = child.ending(status)
        if ending["signal"] == signal.SIGXCPU:
            ending["over"] = "cpu"
        return ending

    def _judge(self, channel, trace, open_suite):
        """Runs the tests in the current process; returns the exit status."""
        sys.stdout = sys.stderr = io.StringIO()
        sys.setrecursionlimit(_RECURSION)
        random.seed(0)
        judging = judge.Judge(channel, trace, self.report, open_suite, _SHARE_OF_CHECKER * self.limits.cpu_seconds)
        sys.modules["program"] = judging.module
        try:
            return judging.judge()
        except MemoryError:
            return OUT_OF_MEMORY
        except BaseException as e:
            # A fault of the judge itself. It is reported to the process that started the zygote.
            fault = {"fault": "%s: %s" % (type(e).__name__, str(e)[:500])}
            wire.write_all(self.report, json.dumps(fault).encode("ascii") + b"\n")
            return FAULT

    def _is_to_be_replaced(self):
        """Whether this process has judged so many programs, or grown so much, that a new process must replace it."""
        self.count += 1
        if self.count % _PROGRAMS_A_COLLECTION == 0:
            gc.collect()
        # Such a module may have started threads, and a process with threads must not fork.
        has_large = suite.large_modules() != self.large
        return has_large or self.count >= _MOST_PROGRAMS or _kilobytes() - self.size > _MOST_GROWTH_KILOBYTES


def _kilobytes():
    """The peak resident memory of this process, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(control, limits, confined):
    """Runs the judge in this process, which must be a child of the zygote; never returns."""
    JudgeProcess(control, limits, confined).serve()
