"""Runs a program as `python3 program.py` would run, with real standard streams: in a process of its own for each input.

The process that calls this starts the others, and never runs anything of the program's itself.
"""

import gc
import json
import os
import signal
import sys
import time

from harness import confinement, ending, kernel, main_module, processes_as_threads, standard_streams
from harness.child import Child
from harness.program_process import LONGEST_REPORT, ProgramProcess

FILE = "program.py"
# The descriptor by which a program's process says which exception ended it.
_REPORT = 21
_LARGEST_DESCRIPTOR = 64
_FAULT = 6


class Script:
    """A compiled program, and how it is to be run.

    code is a list: what runs before the program, and the program. describe gives what is reported of an exception, kept is the
    descriptor that the program's processes keep.
    """

    def __init__(self, code, source, describe, kept):
        self.code = code
        self.source = source
        self.describe = describe
        self.kept = kept

    def prepare(self, confined, limits, waiting, usage):
        """Makes this process ready to start the program's, which are confined, and whose processor time is told to usage.

        waiting is how many other processes may wait for programs.
        """
        self.confined = confined
        self.limits = limits
        self.usage = usage
        self.pid = os.getpid()
        self.used, self.own_seconds = 0.0, time.process_time()
        self.folder = confined.scratch or os.getcwd()
        # Inherited, so that no process has to set anew what is the same in all. The input is written under them too.
        whole = limits._replace(file_kilobytes=max(limits.file_kilobytes, standard_streams.LONGEST_INPUT >> 10))
        self.has_smaller_files = whole != limits
        confinement.limit(whole, confined, waiting + 1)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        processes_as_threads.install()
        sys.argv[:] = [FILE]
        sys.path.insert(0, self.folder)

    def run(self, text):
        """Runs the program with the text as its input; returns what it printed and how it ended."""
        self._tidy()
        process = self._start(text.encode("utf-8", "surrogateescape"))
        longest = self.limits.output_kilobytes << 10
        printed = process.run(longest)
        raised = process.reported().get("raised")
        process.close()
        self.used += process.child.processor_seconds()
        self._tell(None)
        return dict(
            process.child.ending(),
            printed=printed[:longest].decode("utf-8", "backslashreplace"),
            tooLong=len(printed) > longest,
            raised=raised,
        )

    def _tidy(self):
        """The program's folder holds the program alone, as it was."""
        if not self.confined.scratch:
            return
        self.confined.tidy()
        with open(os.path.join(self.folder, FILE), "wb") as file:
            file.write(self.source.encode("utf-8", "surrogatepass"))

    def _tell(self, child):
        # Added to the time of this process, of which what it does for the runs is not the program's.
        for_runs = time.process_time() - self.own_seconds
        self.usage.tell(self.used + (child.processor_seconds() if child is not None else 0.0) - for_runs)

    def _start(self, data):
        streams = standard_streams.Streams(self.confined.input, data)
        report, report_end = os.pipe()
        pid = kernel.fork()
        if pid == 0:
            try:
                self._become_program({0: streams.source, 1: streams.writing, _REPORT: report_end})
                self._run_program()
            finally:
                os._exit(_FAULT)
        streams.close_program_ends()
        os.close(report_end)
        return ProgramProcess(Child(pid), streams.reading, report, self._tell)

    def _become_program(self, ends):
        """Leaves this process with the program's descriptors alone, and confined."""
        kernel.die_with_parent()
        if os.getppid() != self.pid:
            os._exit(_FAULT)
        for number, descriptor in ends.items():
            os.dup2(descriptor, number)
        os.closerange(3, self.kept)
        os.closerange(self.kept + 1, _REPORT)
        os.closerange(_REPORT + 1, _LARGEST_DESCRIPTOR)
        self.usage.close()
        if self.has_smaller_files:
            confinement.limit_files(self.limits)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
        standard_streams.open_all()
        self.confined.seclude(trusted=False)
        gc.enable()

    def _run_program(self):
        status, raised = main_module.execute(self.code, os.path.join(self.folder, FILE), self.describe)
        if raised is not None:
            os.write(_REPORT, json.dumps({"raised": raised}).encode("ascii")[:LONGEST_REPORT])
        ending.end(status)
