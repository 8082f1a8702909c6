"""The zygote: the warmed-up parent process that forks a child for each submission and keeps a longer-lived judge.

It reads only the lengths of a submission's parts from standard input, never the parts themselves, so that no data of
one submission can be found in the process of the next. Its output for each submission ends with one line that starts
with an ASCII SOH.
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

from harness import candidate, confinement, idle_processes, judge, judge_process, kernel, preloading, running, usage, warmup, wire
from harness.child import Child

_WARM = """
abc bisect calendar cmath collections collections.abc contextlib copy dataclasses datetime decimal enum fcntl fractions
functools heapq io itertools json math numbers operator random re statistics string textwrap time typing types array
encodings.ascii encodings.latin_1 unicodedata
"""
# The lengths of the program and of the tests in bytes, the runners that the tests need (a bit each), and the limits.
_HEADER = struct.Struct(">III" + confinement.LIMITS_FORMAT)
_GRACE_FOR_TRACE = 0.5
_GRACE_FOR_REST_OF_TRACE = 0.02
_GRACE_FOR_END = 1.0
_LOOK_EVERY = 0.5
# If the processes use less than this share of the elapsed time as CPU time, they wait for something other than a CPU.
_BUSY = 0.05
# The limit on all elapsed time, as a multiple of the limit on wall-clock time.
_LONGEST_IN_ELAPSED = 10
_MARK = b"\x01"
_LARGEST_DESCRIPTOR = 1024
# The address space of unittest, doctest and pytest together.
_RUNNERS_BYTES = 64 << 20


class Judging:
    """The judge process, under the limits of the programs that it judges, and its report on the current program."""

    def __init__(self, control, limits, pid):
        self.control = control
        self.limits = limits
        self.child = Child(pid)
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)
        self.poll.register(0, 0)

    def begin(self, length, channel, trace):
        """Hands the channel and the trace of a program to the judge. length is the size of the request in bytes."""
        self.before = self.child.processor_seconds()
        self.ending = None
        socket.send_fds(self.control, [b"%12d" % length], [channel, trace])

    def wait(self, seconds):
        """Waits for the end of the judging for at most the given time; returns whether it has ended.

        Ends the zygote if the process that started it is gone.
        """
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
        """The CPU time that the judge has used for the current program, in seconds."""
        return self.child.processor_seconds() - self.before

    def kill(self):
        self.child.kill()
        self.ending = dict(self.child.ending(), last=True)

    def close(self):
        self.child.kill()
        self.control.close()


class Zygote:
    """Runs one submission after another and reports how each ended."""

    def __init__(self, confined, seed):
        self.confined = confined
        self.candidate = candidate.prepare(seed)
        self.usage = usage.Usage()
        self.idle = idle_processes.IdleProcesses(self._fork_candidate, self._run_candidate, self.usage)
        self.judging = None
        self.runners = set()

    def serve(self):
        while True:
            header = wire.read_exactly(0, _HEADER.size)
            if header is None:
                return
            program_length, tests_length, runners, *limits = _HEADER.unpack(header)
            self._load_runners(name for bit, name in enumerate(running.RUNNERS) if runners >> bit & 1)
            summary = self.run(program_length, tests_length, confinement.Limits(*limits))
            wire.write_all(1, b"\n" + _MARK + json.dumps(summary).encode("ascii") + b"\n")

    def run(self, program_length, tests_length, limits):
        """Runs and judges one submission; returns how its processes ended and the time that they used."""
        started = time.monotonic()
        judging = self._judges(limits)
        self.usage.tell(0.0)
        taken = self.idle.take(program_length, limits)
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
        # The text of the tests did not show all runners that they need.
        self._load_runners(ending.get("runners", ()))
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
        """The judge process under these limits; replaces the current one if its limits differ."""
        if self.judging is not None and self.judging.limits != limits:
            self.judging.close()
            self.judging = None
        if self.judging is None:
            ours, theirs = socket.socketpair()
            pid = self._fork(lambda: judge_process.run(theirs, limits, self.confined), (theirs.fileno(),))
            theirs.close()
            self.judging = Judging(ours, limits, pid)
        return self.judging

    def _load_runners(self, names):
        """Imports these test runners, so that later children need not; ends the idle processes, which lack them."""
        missing = [name for name in names if name not in self.runners]
        if not missing:
            return
        if not self.runners:
            self.confined.preloaded_bytes += _RUNNERS_BYTES
        self.runners.update(missing)
        running.load(missing)
        warmup.warm_up_runners(missing)
        gc.collect()
        gc.freeze()
        self.idle.empty()

    def _fork(self, body, descriptors):
        """Forks a child that keeps only the given and the standard descriptors.

        The child runs the body and never returns.
        """
        pid = self.confined.fork()
        if pid:
            return pid
        try:
            kernel.die_with_parent()
            # A signal to the child's process group, which no namespace blocks, must reach no other process.
            os.setsid()
            first = 3
            for descriptor in sorted(descriptors):
                os.closerange(first, descriptor)
                first = descriptor + 1
            os.closerange(first, _LARGEST_DESCRIPTOR)
            body()
        finally:
            # A child must never return to the zygote's loop.
            os._exit(judge_process.FAULT)

    def _watch(self, program, judging, limits, trace):
        """Waits until the judging ends or a time limit is exceeded; returns which processes exceeded which limit.

        Elapsed time counts against the wall-clock limit only while both processes wait for something other than a CPU,
        so that the load of the machine does not decide the verdict.
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
            # The connection of the program's process closes shortly before its exit status is available.
            self._await_end(program)
        return {}

    def _stop(self, program, judging, over, trace):
        """Ends the program. It may first write a stack trace, which the judge reads."""
        if program in over and not program.reap(False):
            # The signal also reaches the processes that run the program on an input.
            os.killpg(program.pid, signal.SIGUSR1)
            poll = select.poll()
            poll.register(trace, select.POLLIN)
            if poll.poll(1000 * _GRACE_FOR_TRACE):
                judging.wait(_GRACE_FOR_REST_OF_TRACE)
            program.kill()
            if judging.ending is None:
                judging.wait(_GRACE_FOR_END)

    def _await_end(self, program):
        """Waits a limited time for the program's process to end."""
        deadline = time.monotonic() + _GRACE_FOR_END
        while not program.reap(False) and time.monotonic() < deadline:
            program.wait(deadline - time.monotonic())


def main(settings):
    """Confines the zygote, reports that it is ready, and serves until standard input ends."""
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
    except preloading.StartsThreads as e:
        wire.write_all(1, json.dumps({"startsThreads": e.module, "threads": e.threads}).encode("ascii") + b"\n")
        # Threads must not delay the end.
        os._exit(0)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    warmup.warm_up()
    # A program must find no module of the harness in sys.modules.
    for name in [name for name in sys.modules if name == "harness" or name.startswith("harness.")]:
        del sys.modules[name]
    zygote = Zygote(confined, settings["seed"])
    gc.collect()
    gc.disable()
    gc.freeze()
    version = "%d.%d.%d" % sys.version_info[:3]
    wire.write_all(1, json.dumps({"ready": version}).encode("ascii") + b"\n")
    zygote.serve()
