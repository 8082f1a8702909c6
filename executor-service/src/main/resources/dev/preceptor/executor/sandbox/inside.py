"""Runs a task's tests beside the program: in the program's own process, on its real objects, after it has been defined.

The program can see and change everything in its own process, so what is reported from here is worth less than what a judge sees
from outside. docs/JUDGING.md says what a program can forge.
"""

import base64
import builtins
import json
import linecache
import marshal
import os
import re
import sys
import threading
import types

from harness import running, wire
from harness.display import cut, show
from harness.guarding import Guard
from harness.inspector import Inspector, Mismatch, cases_of_check
from harness.rewriting import INSPECTOR
from harness.running import TaskAtFault

PROGRAM = "<program>"
MODULE, TESTS = "program", "test_program"
_NAMES_OF_THE_PROGRAM = ("solution", "main")
_LONGEST_TEST = 1000
_STACK_OF_RUNNERS = 120
_ADDRESS = re.compile(" at 0x[0-9a-f]+")
_GUARDED = """
builtins ast base64 collections copy dataclasses datetime decimal enum fractions functools itertools json json.decoder json.encoder
linecache marshal math operator os random re statistics string sys threading time traceback types
""".split()
_CHANGED_IN_SYS = ("stdin", "stdout", "stderr", "modules", "path", "argv")
# Kept from before the program.
_encode = json.JSONEncoder(separators=(",", ":")).encode
_exit = os._exit
_set_profile = sys.setprofile
_AssertionError = AssertionError


class Report:
    """What the judge is told. Each message carries the mark that came with the tests."""

    def __init__(self, channel, mark):
        self.channel = channel
        self.mark = mark

    def send(self, **fact):
        data = _encode(dict(fact, mark=self.mark)).encode("ascii")
        wire.write_all(self.channel, len(data).to_bytes(4, "big") + data)


class InsideInspector(Inspector):
    """Watches a test that calls the program's own functions."""

    def __init__(self, entry, program):
        super().__init__(types.SimpleNamespace(last=None), entry)
        self.program = program

    def forget(self):
        super().forget()
        self.compared = None

    def begin(self, number, call, plain):
        super().begin(number, call, plain)
        self.call_is_plain = True

    def compare(self, words, got, expected):
        """Notes what one of unittest's assertion methods compares."""
        self.compared = words, got, expected

    def agreed(self, got, expected):
        """Rejects an object of the program's that is equal to an expected plain value and to everything else, too."""
        if type(expected) not in _OTHERS or not self._is_of_the_program(type(got)):
            return
        others = [object()] + [other for other in _OTHERS[type(expected)](expected)]
        if all(got == other for other in others):
            self.got = "an object that is equal to everything"
            raise Mismatch()

    def _is_of_the_program(self, kind):
        return getattr(type.__getattribute__(kind, "__eq__"), "__globals__", None) is self.program

    def failure(self, error):
        found = super().failure(error)
        if self.compared is not None and isinstance(error, _AssertionError):
            words, got, expected = self.compared
            found["expected"] = words if expected is None and "%s" not in words else words % show(expected)
            found["got"], found["error"] = show(got), None
        elif not isinstance(error, Mismatch):
            line = line_of_the_program(error)
            if line is not None or isinstance(error, MemoryError):
                found["line"], found["raised"] = line, type(error).__name__
        return {key: _ADDRESS.sub("", value) if isinstance(value, str) else value for key, value in found.items()}


# Values of the same type that differ from one; an honest __eq__ tells at least one of them from it.
_OTHERS = {
    bool: lambda value: [not value],
    int: lambda value: [value + 1, value - 7919, ~value],
    float: lambda value: [value + 1.5, -value - 7919.25],
    str: lambda value: [value + "x", "preceptor"],
    bytes: lambda value: [value + b"x"],
    list: lambda value: [value + [None], [object()]],
    tuple: lambda value: [value + (None,), (object(),)],
    dict: lambda value: [dict(value, preceptor=None), {"preceptor": None}],
    set: lambda value: [value | {"preceptor"}],
    type(None): lambda value: [0],
}


def line_of_the_program(error):
    """The last line of the program's that an exception came through; None where there is none."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


class Inside:
    def __init__(self, candidate, request):
        self.candidate = candidate
        self.request = request
        self.entry = request["entryPoint"]
        self.program = candidate.module.__dict__
        self.report = Report(candidate.channel, request["mark"])
        self.inspector = InsideInspector(self.entry, self.program)
        self.asked = False
        self.cases, self.failures = 0, 0
        self.unit = None

    def run(self):
        """Runs all tests and reports each."""
        try:
            self._introduce()
            failure = self._run_late_setup()
            waiting = []
            for number, unit in enumerate(self.request["units"]):
                self._begin(number, unit)
                if failure is not None:
                    self.tell(cut(unit["text"], _LONGEST_TEST), False, failure)
                else:
                    self._run_unit(unit, waiting)
                self.report.send(done=number)
            self._run_by_pytest(waiting)
            check = self.request["check"]
            if check is not None:
                self._begin(-1, check)
                if failure is not None:
                    self.tell("check(%s)" % self.entry, False, failure)
                else:
                    self._run_check(check)
            if not self.cases:
                raise TaskAtFault("no test was run")
            if not self.asked and not self.failures:
                raise TaskAtFault("no test calls the program")
            self.report.send(end=True)
        except TaskAtFault as e:
            self.report.send(broken=str(e)[:1000])

    def _introduce(self):
        """Makes the module that the tests run in: the setup's and the program's names, but no name of Python's own."""
        for name in _NAMES_OF_THE_PROGRAM:
            sys.modules.setdefault(name, self.candidate.module)
        sys.modules["__main__"] = self.candidate.module
        self.candidate.module.__file__ = PROGRAM
        lines = self.candidate.text.splitlines(True)
        linecache.cache[PROGRAM] = (len(self.candidate.text), None, lines, PROGRAM)
        source = self.request["source"]
        if "__name__" in source or "__main__" in source:
            # The tests patch what they name by the module that they share with the program.
            self.module = self.candidate.module
            self.names = self.program
        else:
            self.module = types.ModuleType(TESTS)
            self.names = self.module.__dict__
            self.names.update(self._names_for_tests())
        sys.modules[TESTS] = self.module
        if self.request["helpers"]:
            self._run_helpers()
        self.names[INSPECTOR] = self.inspector

    def _names_for_tests(self):
        setup, found = self.candidate.setup_names, {}
        for name, value in self.program.items():
            if name.startswith("__") or hasattr(builtins, name) and name != self.entry:
                continue
            if isinstance(setup.get(name), (types.FunctionType, types.BuiltinFunctionType, types.ModuleType)) and name != self.entry:
                value = setup[name]
            if isinstance(value, types.ModuleType):
                value = sys.modules.get(value.__name__, value)
            found[name] = value
        return found

    def _run_helpers(self):
        """Defines what the task's prompt defines; a class that the program defines again is the program's."""
        own = {}
        try:
            exec(_code(self.request["helpers"]), own)
        except Exception as e:
            raise TaskAtFault("the prompt's code raises %s: %s" % (type(e).__name__, e))
        for name, value in own.items():
            if not name.startswith("__") and not (isinstance(value, type) and isinstance(self.names.get(name), type)):
                if self.names is not self.program or name not in self.names:
                    self.names[name] = value

    def _run_late_setup(self):
        """Runs the setup that needs what the program defines; what is known of its failure where that is the program's."""
        if not self.candidate.setup_is_due:
            return None
        self.inspector.forget()
        try:
            exec(self.candidate.setup, self.names)
        except Exception as e:
            if isinstance(e, (NameError, TypeError)) or line_of_the_program(e) is not None:
                return dict(self.inspector.failure(e), call="the tests' setup")
            raise TaskAtFault("the setup raises %s: %s" % (type(e).__name__, e))
        return None

    def _begin(self, number, unit):
        self.unit = number, unit
        touched = [self.program[name] for name in unit["names"] if name in self.program and not name.startswith("__")]
        if unit["callsCandidate"]:
            touched.append(self.candidate.named(self.entry))
        self.asked = self.asked or any(map(self._is_asked_by_name, touched))

    def _is_asked_by_name(self, value):
        """Whether using the value is to use the program: unlike a function, which has to be called."""
        if isinstance(value, (types.FunctionType, types.ModuleType)):
            return False
        return getattr(value, "__module__", MODULE) == MODULE

    def _run_unit(self, unit, waiting):
        self.inspector.forget()
        text = cut(unit["text"], _LONGEST_TEST)
        defines_only = unit["functions"] or unit["classes"] or unit["cases"] or unit["examples"]
        error = self.watched(lambda: exec(_code(unit["code"]), self.names))
        if error is not None:
            self.tell_error(text, error)
        elif not defines_only:
            self.tell(text, True, {})
        if error is not None or not defines_only:
            return
        if unit["needsPytest"]:
            waiting.append((self.unit, types.ModuleType(TESTS)))
            waiting[-1][1].__dict__.update(self.names)
        else:
            running.run_plainly(self, unit)
        if unit["cases"]:
            running.run_cases(self, [self.names[name] for name in unit["cases"]])
        if unit["examples"]:
            running.run_examples(self, unit["examples"])

    def _run_by_pytest(self, waiting):
        if waiting:
            running.run_by_pytest(self, waiting)

    def _run_check(self, unit):
        """Runs check(candidate) to its end, with each of its asserts as a case of its own."""
        inspector = self.inspector
        inspector.forget()

        def check():
            exec(_code(unit["code"]), self.names)
            inspector.forget()
            self.names["check"](self.candidate.named(self.entry))

        error = self.watched(check)
        if error is not None:
            self._blame(error)
        for case in cases_of_check(unit["asserts"], inspector, None if error is None else inspector.failure(error), self.entry):
            self.tell(case.pop("test"), case.pop("passed"), case)

    def watched(self, body):
        """Calls the body and returns what it raised; notes whether the program is entered."""
        self.watch()
        try:
            body()
        except TaskAtFault:
            raise
        except BaseException as e:
            return e
        finally:
            self.unwatch()
        return None

    def watch(self):
        if not self.asked:
            threading.setprofile(self._note)
            _set_profile(self._note)

    def _note(self, frame, event, argument):
        if event == "call" and frame.f_code.co_filename == PROGRAM:
            self.asked = True
            self.unwatch()

    def unwatch(self):
        _set_profile(None)
        threading.setprofile(None)

    def tell_error(self, name, error):
        """Reports a test that raised."""
        if type(error).__name__ == "Skipped":
            return
        self._blame(error)
        self.tell(name, False, self.inspector.failure(error))

    def _blame(self, error):
        """Raises TaskAtFault where the task is at fault."""
        if isinstance(error, ModuleNotFoundError) and line_of_the_program(error) is None:
            if (error.name or "").split(".")[0] in ("pytest", "_pytest"):
                raise TaskAtFault(running.NO_PYTEST)
            raise TaskAtFault("the test `%s` imports what is not there: %s" % (cut(self.unit[1]["text"], 100), error))

    def tell(self, name, passed, found):
        """Reports a case."""
        self.cases += 1
        self.failures += not passed
        number, unit = self.unit
        self.report.send(case=dict(found, test=name, passed=passed, public=unit["public"]), unit=number)


def _code(text):
    return marshal.loads(base64.b64decode(text))


class Readiness:
    """What the zygote prepares for children that run tests inside."""

    def __init__(self):
        self.guard = Guard(_GUARDED)
        for owner, contents in self.guard.kept:
            if owner is sys:
                for name in _CHANGED_IN_SYS:
                    contents.pop(name, None)

    def run(self, candidate, request):
        """Runs the tests in this process, which the program has run in; never returns."""
        self.guard.restore()
        running.restore()
        sys.setprofile(None)
        sys.settrace(None)
        threading.setprofile(None)
        threading.settrace(None)
        sys.setrecursionlimit(sys.getrecursionlimit() + _STACK_OF_RUNNERS)
        try:
            Inside(candidate, request).run()
        finally:
            _exit(0)
