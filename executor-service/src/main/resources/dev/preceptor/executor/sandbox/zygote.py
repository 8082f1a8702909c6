"""The warm process: it forks two children for each submission, one that runs it and one that judges it.

It reads the lengths of what follows on standard input and never what follows, so that nothing of one submission can be
found in the process of the next. It ends each submission with one line that starts with an ASCII SOH.
"""

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import time

from harness import candidate, confinement, judge, kernel, warmup, wire

_WARM = """
abc bisect calendar cmath collections collections.abc contextlib copy dataclasses datetime decimal enum fractions
functools heapq io itertools json math numbers operator random re statistics string textwrap time typing types array
encodings.ascii encodings.latin_1 unicodedata
"""
_GRACE_FOR_TRACE = 0.5
_GRACE_FOR_REST_OF_TRACE = 0.02
_GRACE_FOR_END = 1.0
_MARK = b"\x01"


class Child:
    """A running child; knows how much processor time it has used and, once it has ended, how."""

    def __init__(self, pid):
        self.pid = pid
        self.clock = (~pid << 3) | 2
        self.status = None
        self.usage = None
        try:
            self.descriptor = os.pidfd_open(pid)
        except (AttributeError, OSError):
            self.descriptor = None

    def processor_seconds(self):
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
        return self.status is not None

    def kill(self):
        if not self.reap(False):
            os.kill(self.pid, signal.SIGKILL)
            self.reap(True)

    def report(self, over):
        signalled = os.WIFSIGNALED(self.status)
        return {
            "signal": os.WTERMSIG(self.status) if signalled else None,
            "exit": None if signalled else os.WEXITSTATUS(self.status),
            "over": over,
            "processorSeconds": self.usage.ru_utime + self.usage.ru_stime,
        }


class Zygote:
    def __init__(self, settings, confined):
        self.settings = settings
        self.confined = confined

    def serve(self):
        while True:
            header = wire.read_exactly(0, 24)
            if header is None:
                return
            summary = self.run(int(header[:12]), int(header[12:]))
            wire.write_all(1, b"\n" + _MARK + json.dumps(summary).encode("ascii") + b"\n")

    def run(self, program_length, tests_length):
        ours, theirs = socket.socketpair()
        trace_in, trace_out = os.pipe()
        started = time.monotonic()
        program = self._fork(
            lambda: candidate.run(theirs.detach(), trace_out, program_length, self.settings, self.confined),
            [ours.fileno(), trace_in],
        )
        tests = self._fork(
            lambda: judge.run(ours.detach(), trace_in, tests_length, self.settings, self.confined),
            [theirs.fileno(), trace_out],
        )
        ours.close()
        theirs.close()
        os.close(trace_out)
        try:
            over = self._watch(program, tests, started, trace_in)
        finally:
            tests.kill()
            program.kill()
            os.close(trace_in)
        self._tidy()
        return {
            "candidate": program.report(over.get(program)),
            "judge": tests.report(over.get(tests)),
            "seconds": time.monotonic() - started,
        }

    def _fork(self, body, foreign):
        pid = self.confined.fork()
        if pid:
            return Child(pid)
        try:
            kernel.die_with_parent() if sys.platform.startswith("linux") else None
            for descriptor in foreign:
                os.close(descriptor)
            body()
        finally:
            # Nothing of a child's may ever come back into the zygote's own loop.
            os._exit(6)

    def _watch(self, program, tests, started, trace):
        """Waits for the end of the judge, or of anybody's time; returns whose ran out, and of which kind."""
        limit, deadline = self.settings["cpuSeconds"], started + self.settings["wallSeconds"]
        over = {}
        while not tests.reap(False):
            left = deadline - time.monotonic()
            for child in (program, tests):
                if child.status is None:
                    left_of_child = limit - child.processor_seconds()
                    if left_of_child <= 0:
                        over[child] = "cpu"
                    left = min(left, left_of_child)
            if left <= 0 and not over:
                over[program] = "wall"
            if over:
                self._stop(program, tests, over, trace)
                return over
            self._wait(tests, left + 0.001)
        if os.WIFEXITED(tests.status) and os.WEXITSTATUS(tests.status) == judge.CANDIDATE_GONE:
            # Its connection closes a moment before its end can be seen.
            self._wait_for(program, _GRACE_FOR_END)
        return over

    def _stop(self, program, tests, over, trace):
        """Ends the program, which may first say where it is: the judge reads that."""
        if program.status is None and program in over:
            os.kill(program.pid, signal.SIGUSR1)
            poll = select.poll()
            poll.register(trace, select.POLLIN)
            if poll.poll(1000 * _GRACE_FOR_TRACE):
                self._wait(program, _GRACE_FOR_REST_OF_TRACE)
            program.kill()
            self._wait_for(tests, _GRACE_FOR_END)

    def _wait_for(self, child, seconds):
        deadline = time.monotonic() + seconds
        while not child.reap(False) and time.monotonic() < deadline:
            self._wait(child, deadline - time.monotonic())

    def _wait(self, child, seconds):
        """Until the child's end, so long at most; ends everything where whoever started the zygote is gone."""
        if child.descriptor is None:
            time.sleep(min(seconds, 0.002))
            return
        poll = select.poll()
        poll.register(child.descriptor, select.POLLIN)
        poll.register(0, 0)
        if any(descriptor == 0 and event & select.POLLHUP for descriptor, event in poll.poll(1000 * seconds)):
            os._exit(0)

    def _tidy(self):
        if self.confined.scratch:
            for entry in os.scandir(self.confined.scratch):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)


def main(settings):
    """Confines itself, says that it is ready, and serves until its standard input ends."""
    os.umask(0o022)
    nowhere = os.open(os.devnull, os.O_RDWR)
    try:
        confined = confinement.of(settings)
        for name in _WARM.split():
            try:
                __import__(name)
            except ImportError:
                pass
        confined.enter()
    except confinement.Refused as e:
        wire.write_all(1, json.dumps({"refused": str(e)}).encode("ascii") + b"\n")
        return
    os.dup2(nowhere, 2)
    os.close(nowhere)
    warmup.rehearse(settings)
    gc.collect()
    gc.disable()
    gc.freeze()
    version = "%d.%d.%d" % sys.version_info[:3]
    wire.write_all(1, json.dumps({"ready": version}).encode("ascii") + b"\n")
    Zygote(settings, confined).serve()
