"""Runs a program like `python3 program.py`, with real standard streams, in a new process for each input.

The process that uses this module starts the other processes and never runs code of the program itself.
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
# The descriptor on which a program's process reports the exception that ended it.
_REPORT = 21
_LARGEST_DESCRIPTOR = 64
_FAULT = 6


class Script:
    """A compiled program and the settings to run it.

    code is a list of code objects: what runs before the program, and the program. describe converts an exception to
    what is reported of it. kept is a descriptor that stays open in the program's processes.
    """

    def __init__(self, code, source, describe, kept):
        self.code = code
        self.source = source
        self.describe = describe
        self.kept = kept

    def prepare(self, confined, limits, waiting, usage):
        """Prepares this process to start the processes of the program.

        confined isolates these processes, and usage receives their CPU time. waiting is the number of other processes
        that may be idle at the same time.
        """
        self.confined = confined
        self.limits = limits
        self.usage = usage
        self.pid = os.getpid()
        self.used, self.own_seconds = 0.0, time.process_time()
        self.folder = confined.scratch or os.getcwd()
        # The program's processes inherit these limits, so that none has to set them again. The input is also written
        # under them.
        whole = limits._replace(file_kilobytes=max(limits.file_kilobytes, standard_streams.LONGEST_INPUT >> 10))
        self.has_smaller_files = whole != limits
        confinement.limit(whole, confined, waiting + 1)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        processes_as_threads.install()
        sys.argv[:] = [FILE]
        sys.path.insert(0, self.folder)

    def run(self, text):
        """Runs the program with the text as its input; returns its output and how it ended."""
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
        """Restores the scratch directory, so that it holds only the program's file."""
        if not self.confined.scratch:
            return
        self.confined.tidy()
        with open(os.path.join(self.folder, FILE), "wb") as file:
            file.write(self.source.encode("utf-8", "surrogatepass"))

    def _tell(self, child):
        # The zygote adds this value to the CPU time of this process. CPU time that this process used to manage the runs
        # is not the program's, so it is subtracted.
        for_runs = time.process_time() - self.own_seconds
        self.usage.tell(self.used + (child.processor_seconds() if child is not None else 0.0) - for_runs)

    def _start(self, data):
        """Starts the program in a child process on the data as its input."""
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
        """Keeps only the program's descriptors in this process and confines it."""
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
        """Runs the program, reports an uncaught exception and ends this process."""
        status, raised = main_module.execute(self.code, os.path.join(self.folder, FILE), self.describe)
        if raised is not None:
            os.write(_REPORT, json.dumps({"raised": raised}).encode("ascii")[:LONGEST_REPORT])
        ending.end(status)
