"""Runs a program as `python3 program.py` would run, with real standard streams: in a process of its own for each input.

The process that calls this starts the others, and never runs anything of the program's itself.
"""

import builtins
import gc
import json
import os
import resource
import signal
import sys
import types

from harness import confinement, ending, kernel, processes_as_threads, standard_streams
from harness.child import Child
from harness.program_process import LONGEST_REPORT, ProgramProcess
from harness.self_contained import is_self_contained

FILE = "program.py"
# Descriptors of the program's process: where it says how its run ended, and where it is told to start.
_REPORT, _GO = 21, 22
_LARGEST_DESCRIPTOR = 64
_MOST_GROWTH_KILOBYTES = 32 << 10
_FAULT = 6


class Script:
    """A compiled program, and how it is to be run.

    describe gives what is reported of an exception, kept is the descriptor that the program's processes keep.
    """

    def __init__(self, setup, code, source, describe, kept):
        self.setup = setup
        self.code = code
        self.source = source
        self.describe = describe
        self.kept = kept
        self.process = None
        # One process may run such a program on all inputs, as nothing of one run can be seen in another.
        self.serves_many = is_self_contained(source)

    def prepare(self, confined, limits, waiting, usage):
        """Makes this process ready to start the program's, which are confined, and whose processor time is told to usage.

        waiting is how many other processes may wait for programs.
        """
        self.confined = confined
        self.limits = limits
        self.usage = usage
        self.pid = os.getpid()
        self.used = 0.0
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
        if self.process is None:
            self._tidy()
            self.process = self._start()
        process, longest = self.process, self.limits.output_kilobytes << 10
        printed = process.run(text.encode("utf-8", "surrogateescape"), longest)
        report = process.reported()
        if process.waits:
            end = {"signal": None, "exit": report.get("status")}
        else:
            end = process.child.ending()
        if not process.waits or report.get("last"):
            process.close()
            self.used += process.child.processor_seconds()
            self.process = None
        self._tell(self.process and self.process.child)
        return dict(
            end,
            printed=printed[:longest].decode("utf-8", "backslashreplace"),
            tooLong=len(printed) > longest,
            raised=report.get("raised"),
        )

    def _tidy(self):
        """The program's folder holds the program alone, as it was."""
        if not self.confined.scratch:
            return
        self.confined.tidy()
        with open(os.path.join(self.folder, FILE), "wb") as file:
            file.write(self.source.encode("utf-8", "surrogatepass"))

    def _tell(self, child):
        self.usage.tell(self.used + (child.processor_seconds() if child is not None else 0.0))

    def _start(self):
        streams = standard_streams.Streams(self.confined.input)
        report, report_end = os.pipe()
        go_end, go = os.pipe()
        pid = kernel.fork()
        if pid == 0:
            try:
                self._become_program({0: streams.source, 1: streams.writing, _REPORT: report_end, _GO: go_end})
                self._run_program()
            finally:
                os._exit(_FAULT)
        streams.close_program_ends()
        os.close(report_end)
        os.close(go_end)
        return ProgramProcess(Child(pid), streams, report, go, self.serves_many, self._tell)

    def _become_program(self, ends):
        """Leaves this process with the program's descriptors alone, and confined."""
        kernel.die_with_parent()
        if os.getppid() != self.pid:
            os._exit(_FAULT)
        for number, descriptor in ends.items():
            os.dup2(descriptor, number)
        os.closerange(3, self.kept)
        os.closerange(self.kept + 1, _REPORT)
        os.closerange(_GO + 1, _LARGEST_DESCRIPTOR)
        self.usage.close()
        if self.has_smaller_files:
            confinement.limit_files(self.limits)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
        self.confined.seclude(trusted=False)
        gc.enable()

    def _run_program(self):
        """Runs the program each time that it is told to; never returns."""
        size, depth = _kilobytes(), sys.getrecursionlimit()
        while os.read(_GO, 1):
            if not self.serves_many:
                os.close(_GO)
            os.lseek(0, 0, os.SEEK_SET)
            standard_streams.open_all()
            status, raised = self._execute()
            if not self.serves_many:
                if raised is not None:
                    _report({"raised": raised})
                ending.end(status)
            ending.flush()
            sys.setrecursionlimit(depth)
            _report({"raised": raised, "status": status, "last": _kilobytes() - size > _MOST_GROWTH_KILOBYTES})
        os._exit(0)

    def _execute(self):
        """Runs the program's code; returns the exit status, and the description of an exception that nobody caught."""
        try:
            self._run_as_main()
        except SystemExit as e:
            return _status(e.code), None
        except BaseException as e:
            return self._on_uncaught(e, e.__traceback__.tb_next.tb_next)
        return 0, None

    def _run_as_main(self):
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        path = os.path.join(self.folder, FILE)
        module.__dict__.update(__builtins__=builtins, __file__=path, __cached__=None, __annotations__={})
        exec(self.setup, module.__dict__)
        exec(self.code, module.__dict__)

    def _on_uncaught(self, e, trace):
        """Python's own hook only prints; the program's may do what it likes with it."""
        hook = sys.excepthook
        if hook is not sys.__excepthook__:
            try:
                hook(type(e), e.with_traceback(trace), trace)
                return 1, None
            except SystemExit as left:
                return _status(left.code), None
            except BaseException as other:
                e = other
        return 1, self.describe(e)


def _status(code):
    """The exit status that a SystemExit with the code stands for; it is printed where it is text."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    try:
        print(code, file=sys.stderr)
    except BaseException:
        pass
    return 1


def _report(message):
    os.write(_REPORT, json.dumps(message).encode("ascii")[:LONGEST_REPORT])


def _kilobytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
