"""Runs a task's tests in the program's own process, on its real objects, after the program has been loaded.

The program can read and change everything in its process, so results from here are less reliable than results of a
judge in a separate process. docs/JUDGING.md says what a program can forge.
"""

import binascii
import linecache
import marshal
import os
import sys
import threading
import types

from harness import running
from harness.direct_decorators import Decorators
from harness.direct_tests import DirectRun
from harness.display import cut
from harness.inside_inspector import InsideInspector
from harness.inspector import NO_FOLDER, NO_FOLDER_HERE, Ended, cases_of_check, text_of
from harness.live_names import LiveNames
from harness.program_traceback import PROGRAM, TASK, line_of_the_program
from harness.report import Report, TaskAtFault
from harness.rewriting import DECORATORS, INSPECTOR

MODULE, TESTS = "program", "test_program"
# Module names under which tests may import the program.
_NAMES_OF_THE_PROGRAM = ("solution", "main")
_LONGEST_TEST = 1000
_STACK_OF_RUNNERS = 120
# References that are taken before a program runs, because the program could replace these functions.
_exit = os._exit
_unpack = binascii.a2b_base64
_load = marshal.loads
_set_profile = sys.setprofile


def run(candidate, request, restored):
    """Runs the tests in this process, in which the program has already run; never returns.

    restored are the modules that are set back before the tests run.
    """
    source = request["source"]
    restored.restore(request["modules"], shares_builtins(source), candidate.text)
    sys.setprofile(None)
    sys.settrace(None)
    sys.setrecursionlimit(sys.getrecursionlimit() + _STACK_OF_RUNNERS)
    try:
        Inside(candidate, request, restored.builtins).run()
    finally:
        _exit(0)


def _is(value, *kinds):
    """Like isinstance, but does not ask the value for its __class__, which may raise."""
    return issubclass(type(value), kinds)


def _is_function_of_the_program(value):
    return _is(value, types.FunctionType) and value.__code__.co_filename == PROGRAM


class Inside:
    """Runs the tests of one request and reports each."""

    def __init__(self, candidate, request, pristine):
        self.candidate = candidate
        self.pristine = pristine
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
        self.report.flush()

    def _introduce(self):
        """Creates the module that the tests run in.

        It has the names of the setup and of the program. Only the entry point may replace a built-in name.
        """
        for name in _NAMES_OF_THE_PROGRAM:
            sys.modules.setdefault(name, self.candidate.module)
        sys.modules["__main__"] = self.candidate.module
        lines = self.candidate.text.splitlines(True)
        linecache.cache[PROGRAM] = (len(self.candidate.text), None, lines, PROGRAM)
        source = self.request["source"]
        if shares_module(source):
            self.module = self.candidate.module
            self.names = self.program
        else:
            self.module = types.ModuleType(TESTS)
            self.names = self.module.__dict__
            self.names.update(self._names_for_tests(), __file__=TASK)
            if not shares_builtins(source):
                self.names["__builtins__"] = self.pristine
        sys.modules[TESTS] = self.module
        if self.request["helpers"]:
            self._run_helpers()
        self.names[INSPECTOR] = self.inspector
        self.names[DECORATORS] = Decorators()
        self.live_names = LiveNames(self.names, self.program)

    def _names_for_tests(self):
        """The program's names for the tests. Functions and modules come from the setup if the setup defines them."""
        setup, found = self.candidate.setup_names, {}
        for name, value in self.program.items():
            if name.startswith("__") or name in self.pristine and name != self.entry:
                continue
            if _is(setup.get(name), types.FunctionType, types.BuiltinFunctionType, types.ModuleType) and name != self.entry:
                value = setup[name]
            if name in self.request["own"] and name not in setup:
                value = sys.modules.get(name, value)
            elif _is(value, types.ModuleType):
                value = sys.modules.get(value.__name__, value)
            found[name] = value
        return found

    def _run_helpers(self):
        """Executes the code of the task's prompt; a class that the program also defines is the program's."""
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
        """Runs a setup that needs the program's names; describes its failure if the program is at fault.

        Returns None if the setup succeeds.
        """
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
        """Starts a text of tests, and notes whether its names alone use the program."""
        self.unit = number, unit
        touched = [self.program[name] for name in unit["names"] if name in self.program and not name.startswith("__")]
        self.asked = self.asked or any(map(self._is_asked_by_name, touched))
        if self.entry and (unit["callsCandidate"] or self.entry in unit["names"]):
            definition = self.candidate.definition(self.entry)
            self.asked = self.asked or definition is not None and not _is_function_of_the_program(definition)

    def _is_asked_by_name(self, value):
        """Whether reading the value already uses the program, unlike a function, which must be called."""
        if _is(value, types.FunctionType, types.ModuleType):
            return False
        try:
            return getattr(value, "__module__", MODULE) == MODULE
        except Exception:
            return True

    def _run_unit(self, unit, waiting):
        """Runs one text of tests; adds tests that need pytest to waiting."""
        self.inspector.forget()
        text = cut(unit["text"], _LONGEST_TEST)
        defines_only = unit["functions"] or unit["classes"] or unit["cases"] or unit["loadsTests"] or unit["examples"]
        names = self.names if defines_only or self.names is self.program else self.live_names
        error = self.watched(lambda: exec(_code(unit["code"]), self.names, names))
        if _is(error, Ended) and error.has_passed():
            error = None
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
            DirectRun(self, unit, running.make_fixture, running.log_of_tests(self)).run()
        if unit["cases"] or unit["loadsTests"]:
            load_tests = self.names["load_tests"] if unit["loadsTests"] else None
            running.run_cases(self, [self.names[name] for name in unit["cases"]], load_tests)
        if unit["examples"]:
            running.run_examples(self, unit["examples"])

    def _run_by_pytest(self, waiting):
        if len(self.request["units"]) == 1 and waiting:
            # A test, a fixture or setup_module may assign to the module that it runs in.
            waiting = [(waiting[0][0], self.module)]
        if waiting:
            running.run_by_pytest(self, waiting)

    def _run_check(self, unit):
        """Runs check(candidate) to its end; each of its asserts is a case."""
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
        """Calls the body and returns the exception that it raised. Notes whether it calls the program."""
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
        """Starts to profile calls, until the program is called for the first time."""
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
        """Reports a test that raised an exception."""
        if type(error).__name__ == "Skipped" and line_of_the_program(error) is None:
            return
        self._blame(error)
        self.tell(name, False, self.inspector.failure(error))

    def texts(self):
        """The text of the tests and the setup, and that of the program."""
        return self.request["source"] + "\n" + self.candidate.setup_text, self.candidate.text

    def has_raised(self, error):
        """Whether the exception passed through code of the program."""
        return line_of_the_program(error) is not None

    def _blame(self, error):
        """Raises TaskAtFault if the exception is the task's fault."""
        if isinstance(error, FileNotFoundError) and NO_FOLDER in text_of(error) and not self.has_raised(error):
            raise TaskAtFault(NO_FOLDER_HERE)
        if isinstance(error, ModuleNotFoundError) and line_of_the_program(error) is None:
            if (error.name or "").split(".")[0] in ("pytest", "_pytest"):
                raise TaskAtFault(running.NO_PYTEST)
            raise TaskAtFault("the test `%s` imports what is not there: %s" % (cut(self.unit[1]["text"], 100), error))

    def tell(self, name, passed, found):
        """Reports a test as a case."""
        self.cases += 1
        self.failures += not passed
        number, unit = self.unit
        self.report.send(case=dict(found, test=name, passed=passed, public=unit["public"]), unit=number)


def _code(text):
    """Decodes the code that came in the request."""
    return _load(_unpack(text))


def shares_module(source):
    """Whether the tests must run in the program's module, because they patch names through that module."""
    return "__name__" in source or "__main__" in source


def shares_builtins(source):
    """Whether the tests must run with the program's builtins."""
    return "builtins" in source or shares_module(source)
