"""The warm process: it forks a child for each submission, in which that runs; a longer-lived one judges what comes of it.

It reads the lengths of what follows on standard input and never what follows, so that nothing of one submission can be
found in the process of the next. It ends each submission with one line that starts with an ASCII SOH.
"""

import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import time

from harness import bench, candidate, confinement, judge, kernel, preloading, running, stock, usage, warmup, wire
from harness.child import Child

_WARM = """
abc bisect calendar cmath collections collections.abc contextlib copy dataclasses datetime decimal enum fcntl fractions
functools heapq io itertools json math numbers operator random re statistics string textwrap time typing types array
encodings.ascii encodings.latin_1 unicodedata
"""
_HEADER = struct.Struct(">II" + confinement.LIMITS_FORMAT)
_GRACE_FOR_TRACE = 0.5
_GRACE_FOR_REST_OF_TRACE = 0.02
_GRACE_FOR_END = 1.0
_LOOK_EVERY = 0.5
# Who gets less of the time that passes than this waits for something else than a processor.
_BUSY = 0.05
_LONGEST_IN_ELAPSED = 10
_MARK = b"\x01"
_LARGEST_DESCRIPTOR = 1024
# Of address space, for unittest, doctest and pytest.
_RUNNERS_BYTES = 64 << 20


class Judging:
    """The judges' process, under the limits of those that it judges, and what it says of the program that it is judging."""

    def __init__(self, control, limits, pid):
        self.control = control
        self.limits = limits
        self.child = Child(pid)
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)
        self.poll.register(0, 0)

    def begin(self, length, channel, trace):
        self.before = self.child.processor_seconds()
        self.ending = None
        socket.send_fds(self.control, [b"%12d" % length], [channel, trace])

    def wait(self, seconds):
        """Until it has come to an end, so long at most; ends everything where whoever started the zygote is gone."""
        for descriptor, event in self.poll.poll(max(0, 1000 * seconds)):
            if descriptor == 0 and event & select.POLLHUP:
                os._exit(0)
            if descriptor == self.control.fileno():
                said = self.control.recv(1000)
                if said:
                    self.ending = json.loads(said)
                else:
                    self.child.reap(True)
                    self.ending = dict(self.child.ending(), last=True)
        return self.ending is not None

    def processor_seconds(self):
        return self.child.processor_seconds() - self.before

    def kill(self):
        self.child.kill()
        self.ending = dict(self.child.ending(), last=True)

    def close(self):
        self.child.kill()
        self.control.close()


class Zygote:
    def __init__(self, confined, seed):
        self.confined = confined
        self.candidate = candidate.prepare(seed)
        self.usage = usage.Usage()
        self.stock = stock.Stock(self._fork_candidate, self._run_candidate, self.usage)
        self.judging = None
        self.has_runners = False

    def serve(self):
        while True:
            header = wire.read_exactly(0, _HEADER.size)
            if header is None:
                return
            program_length, tests_length, *limits = _HEADER.unpack(header)
            summary = self.run(program_length, tests_length, confinement.Limits(*limits))
            wire.write_all(1, b"\n" + _MARK + json.dumps(summary).encode("ascii") + b"\n")

    def run(self, program_length, tests_length, limits):
        started = time.monotonic()
        judging = self._judges(limits)
        self.usage.tell(0.0)
        taken = self.stock.take(program_length, limits)
        program = taken.child
        over = {}
        try:
            judging.begin(tests_length, taken.channel.fileno(), taken.trace)
            taken.channel.close()
            over = self._watch(program, judging, limits, taken.trace)
        finally:
            if judging.ending is None:
                judging.kill()
            program.kill()
            taken.close()
        self.confined.tidy()
        ending = judging.ending
        if ending.get("needsRunners") and not self.has_runners:
            self._load_runners()
        if ending["last"]:
            judging.close()
            self.judging = None
        return {
            "candidate": dict(program.ending(), over=over.get(program), processorSeconds=program.processor_seconds()),
            "judge": {
                "signal": ending.get("signal"),
                "exit": ending.get("exit"),
                "over": over.get(judging) or ending.get("over"),
                "processorSeconds": judging.processor_seconds(),
            },
            "seconds": time.monotonic() - started,
        }

    def _fork_candidate(self, body, descriptors):
        kept = () if self.confined.input is None else (self.confined.input,)
        return self._fork(body, descriptors + kept)

    def _run_candidate(self, channel, trace):
        candidate.run(self.candidate, channel, trace, self.confined, self.usage)

    def _judges(self, limits):
        if self.judging is not None and self.judging.limits != limits:
            self.judging.close()
            self.judging = None
        if self.judging is None:
            ours, theirs = socket.socketpair()
            pid = self._fork(lambda: bench.run(theirs, limits, self.confined), (theirs.fileno(),))
            theirs.close()
            self.judging = Judging(ours, limits, pid)
        return self.judging

    def _load_runners(self):
        """Imports the runners of tests, so that the children to come need not; those that wait already are let go."""
        self.has_runners = True
        running.load()
        running.rehearse()
        gc.collect()
        gc.freeze()
        self.confined.preloaded_bytes += _RUNNERS_BYTES
        self.stock.empty()

    def _fork(self, body, descriptors):
        """Forks a child that has of the zygote's descriptors these and the standard ones, and never leaves its body."""
        pid = self.confined.fork()
        if pid:
            return pid
        try:
            kernel.die_with_parent()
            # A signal to its group, which no namespace holds back, must reach nobody else.
            os.setsid()
            first = 3
            for descriptor in sorted(descriptors):
                os.closerange(first, descriptor)
                first = descriptor + 1
            os.closerange(first, _LARGEST_DESCRIPTOR)
            body()
        finally:
            # Nothing of a child's may ever come back into the zygote's own loop.
            os._exit(bench.FAULT)

    def _watch(self, program, judging, limits, trace):
        """Waits for the end of the judging, or of anybody's time; returns whose ran out, and of which kind.

        Elapsed time counts only while both wait for something else than a processor: how busy the machine is decides
        nothing.
        """
        started = last = time.monotonic()
        used, waited = 0.0, 0.0
        left = min(_LOOK_EVERY, limits.cpu_seconds / (os.cpu_count() or 1), limits.wall_seconds)
        while not judging.wait(left + 0.001):
            seconds = {process: process.processor_seconds() for process in (program, judging)}
            now, before = time.monotonic(), used
            used = sum(seconds.values())
            if used - before < _BUSY * (now - last):
                waited += now - last
            last = now
            over = {process: "cpu" for process in seconds if seconds[process] >= limits.cpu_seconds}
            if not over and (waited >= limits.wall_seconds or now - started >= _LONGEST_IN_ELAPSED * limits.wall_seconds):
                over = {program: "wall"}
            if over:
                self._stop(program, judging, over, trace)
                return over
            left = min(_LOOK_EVERY, limits.cpu_seconds - max(seconds.values()), limits.wall_seconds - waited)
        if judging.ending.get("exit") == judge.CANDIDATE_GONE:
            # Its connection closes a moment before its end can be seen.
            self._await_end(program)
        return {}

    def _stop(self, program, judging, over, trace):
        """Ends the program, which may first say where it is: the judge reads that."""
        if program in over and not program.reap(False):
            # To the processes of its runs too.
            os.killpg(program.pid, signal.SIGUSR1)
            poll = select.poll()
            poll.register(trace, select.POLLIN)
            if poll.poll(1000 * _GRACE_FOR_TRACE):
                judging.wait(_GRACE_FOR_REST_OF_TRACE)
            program.kill()
            if judging.ending is None:
                judging.wait(_GRACE_FOR_END)

    def _await_end(self, program):
        deadline = time.monotonic() + _GRACE_FOR_END
        while not program.reap(False) and time.monotonic() < deadline:
            program.wait(deadline - time.monotonic())


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
        confined.preloaded_bytes = preloading.load(settings["libraries"], settings["preload"])
        confined.enter()
    except confinement.Refused as e:
        wire.write_all(1, json.dumps({"refused": str(e)}).encode("ascii") + b"\n")
        return
    except preloading.Unusable as e:
        wire.write_all(1, json.dumps({"unusable": str(e)}).encode("ascii") + b"\n")
        return
    os.dup2(nowhere, 2)
    os.close(nowhere)
    warmup.rehearse()
    # A program finds nothing of ours by name.
    for name in [name for name in sys.modules if name == "harness" or name.startswith("harness.")]:
        del sys.modules[name]
    zygote = Zygote(confined, settings["seed"])
    gc.collect()
    gc.disable()
    gc.freeze()
    version = "%d.%d.%d" % sys.version_info[:3]
    wire.write_all(1, json.dumps({"ready": version}).encode("ascii") + b"\n")
    zygote.serve()
