"""Judges a program: runs a task's tests and asks the candidate process for the results of calls.

The findings go directly to the process that started the zygote, as one JSON object per line.
"""

import builtins
import json
import os
import re
import time
import types

from harness import comparison, wire
from harness.comparison import BrokenChecker, Refused
from harness.display import cut, show
from harness.inspector import NO_FOLDER, NO_FOLDER_HERE, Ended, Inspector, cases_of_check
from harness.program_traceback import TASK
from harness.proxies import CandidateGone, Connection, Remote, Unconfirmed, Unfaithful, Unsupported, name_of_module
from harness.rewriting import INSPECTOR
from harness.suite import Broken, own_module

FINISHED, CANDIDATE_GONE = 0, 3
NO_TEST = "no test calls the program"
_LONGEST_TEST = 1000
_TEXTS = ("test", "call", "expected", "got", "error", "raised")
_LONGEST_HELD_BACK = 0.05
_SIGNALS = {4: "illegal instruction", 6: "abort", 7: "bus error", 8: "arithmetic error", 11: "segmentation fault"}


class Judge:
    """Judges one program.

    suite is a function that returns the task's tests; it raises Broken if they do not parse. checker_seconds is the
    CPU time that a task's checker may use.
    """

    def __init__(self, channel, trace, report, suite, checker_seconds=1.0):
        self.connection = Connection(channel)
        self.trace = trace
        self.report = report
        self.open_suite = suite
        self.checker_seconds = checker_seconds
        self.module = types.ModuleType("program")
        self.names = self.module.__dict__
        self.names["__file__"] = TASK
        self.facts, self.written = [], time.monotonic()
        self.is_auto = self.has_failed = False

    def judge(self):
        """Runs all tests; returns the exit status."""
        try:
            self.suite = self.open_suite()
            self.entry = self.suite.entry
            self.inspector = Inspector(self.connection, self.entry)
            self.is_auto = self.suite.judging == "auto" and not self.suite.pairs
            self.connection.is_strict = self.is_auto
            if self.suite.runs_inside():
                self._write({"judged": "inside"})
            setup_is_due = not self.suite.runs_inside() and self._prepare()
            try:
                loading = self.connection.loaded()
                if "setupFailed" in loading:
                    raise Broken("the setup raises %s" % loading["setupFailed"])
                if "rejected" in loading or "raised" in loading:
                    self._write({"loading": loading})
                    return FINISHED
                if self.suite.pairs:
                    self._run_on_inputs()
                elif self.suite.runs_inside():
                    self._run_inside()
                elif self.is_auto and self.suite.asks_objects and loading.get("classes") is True:
                    # It is likely that a proxy could not answer, and then all tests would have to run again.
                    self._write({"judged": "inside"})
                    self._run_inside()
                else:
                    self._run_outside(setup_is_due)
            except CandidateGone as e:
                self._write({"gone": str(e), "line": self._line_from_trace()})
                return CANDIDATE_GONE
            self._write({"end": True})
        except (Broken, Unsupported) as e:
            if isinstance(e, Unsupported) and self.is_auto:
                self._write({"inside": str(e)[:1000], "failed": isinstance(e, Unconfirmed)})
            else:
                self._write({"broken": str(e)[:1000]})
        finally:
            self._write_out()
        return FINISHED

    def _run_outside(self, setup_is_due):
        """Runs the tests in this process, with proxies for what the program defines."""
        failure = self._introduce()
        if failure is None and setup_is_due:
            failure = self._run_late_setup()
        if failure is None:
            self._run()
        else:
            self._fail_all(failure)
        if self.is_auto and self.connection.doubt and self.suite.looks_into_objects:
            raise Unfaithful("the tests look into objects of the program's")
        if not self.connection.asked and not self.has_failed:
            raise Broken(NO_TEST)

    def _run_inside(self):
        """Has the program's process run the tests, and forwards its reports."""
        request = self.suite.request_to_run_inside()
        waiting = set(range(len(request["units"])))
        mark = os.urandom(16).hex()
        for report in self.connection.reports_from_inside(dict(request, mark=mark)):
            if "case" in report:
                self._write({"case": _case(report["case"])})
            elif "done" in report:
                waiting.discard(report["done"])
            elif "broken" in report:
                raise Broken(str(report["broken"]))
            elif waiting:
                self.connection.lose("it sent the end before all tests were run")
            else:
                return

    def _write(self, fact):
        """Writes a fact. Facts that follow quickly are written together, because each write wakes the reader."""
        self.has_failed = self.has_failed or not fact.get("case", {}).get("passed", True)
        self.facts.append(json.dumps(fact))
        now = time.monotonic()
        if now - self.written >= _LONGEST_HELD_BACK:
            self._write_out()
            self.written = now

    def _write_out(self):
        wire.write_all(self.report, "".join(text + "\n" for text in self.facts).encode("ascii"))
        self.facts = []

    def _prepare(self):
        """Runs the setup and the code of the task's prompt; returns whether the setup must run again."""
        due = False
        try:
            self._run_own(self.suite.setup, "the setup")
        except Broken as e:
            # The setup may need a name that the program defines. It runs again when that is known.
            if self.suite.pairs or not isinstance(e.__cause__, NameError):
                raise
            due = True
        if self.suite.helpers is not None:
            self._run_own(self.suite.helpers, "the prompt's code")
        own = [v for v in self.names.values() if isinstance(v, type) and v.__module__ == "program"]
        self.connection.know({kind.__name__: kind for kind in own})
        return due

    def _run_late_setup(self):
        """Runs a setup that needs the program's names; describes its failure if the program is at fault.

        Returns None if the setup succeeds.
        """
        self.inspector.forget()
        try:
            self._run_own(self.suite.setup, "the setup")
        except Broken as e:
            if isinstance(e.__cause__, NameError) or hasattr(e.__cause__, "of_the_program"):
                return dict(self.inspector.failure(e.__cause__), call="the tests' setup")
            raise
        return None

    def _fail_all(self, failure):
        """Reports every test as failed for the same reason."""
        cases = [(test["test"], test["public"]) for test in self.suite.tests]
        if self.suite.check_text:
            cases.append(("check(%s)" % self.entry, False))
        for text, public in cases:
            self._write({"case": dict(failure, test=cut(text, _LONGEST_TEST), public=public, passed=False)})

    def _run_own(self, code, what):
        """Executes code of the task; raises Broken if it raises an error."""
        try:
            exec(code, self.names)
        except Exception as e:
            raise Broken("%s raises %s: %s" % (what, type(e).__name__, e)) from e

    def _introduce(self):
        """Defines proxies for the program's names that the tests use, but never for names of the task or of Python.

        Describes the failure if an object of the class of the entry point cannot be created; returns None otherwise.
        """
        wanted = {n for n in self.suite.names if n not in self.names and not hasattr(builtins, n)}
        if self.entry:
            wanted.add(self.entry)
        bound = {n for n in self.suite.bound if n not in self.names} - wanted
        self.inspector.forget()
        try:
            self.remote = self.connection.names(sorted(wanted | bound))
        except Exception as e:
            return dict(self.inspector.failure(e), call=self.entry)
        for name in bound.intersection(self.remote):
            # In one file with the program, the tests would change its variable.
            del self.remote[name]
            self.connection.doubt = True
        # A test uses a plain value as soon as it reads it, while a function must be called. The program may also assign
        # another value later.
        self.connection.asked = any(not isinstance(value, Remote) for value in self.remote.values())
        self.connection.doubt = self.connection.doubt or self.connection.asked
        for name in self.suite.bases.intersection(self.remote) - {self.entry}:
            module = own_module(name, name_of_module(self.remote[name]))
            if module is not None:
                self.names[name] = module
                del self.remote[name]
        known = list(self.names)
        self.names.update(self.remote)
        self.names[INSPECTOR] = self.inspector
        self.tests, self.check, self.asserts = self.suite.compiled(self.remote, known)
        return None

    def _run(self):
        """Runs all tests, then the check program."""
        for test, code in zip(self.suite.tests, self.tests):
            self._run_test(test["test"], test["public"], code)
            self._require_certainty()
        if self.check is not None:
            self._run_check()
            self._require_certainty()

    def _require_certainty(self):
        """Has a failure that involves proxies or imitated exceptions confirmed inside the program's process before it counts."""
        # Only the arguments of an exception are known here, not its other attributes, such as the filename of an OSError.
        misses_attributes = self.connection.raised and self.suite.reads_exceptions
        if self.is_auto and self.has_failed and (self.connection.doubt or self.connection.raised_other or misses_attributes):
            raise Unconfirmed("a test failed in which an object of the program's took part")

    def _run_test(self, text, public, code):
        """Runs one test and reports it as a case."""
        case = {"test": cut(text, _LONGEST_TEST), "public": public, "passed": False}
        self.inspector.forget()
        try:
            exec(code, self.names)
            case["passed"] = True
        except CandidateGone:
            case.update(self.inspector.gone())
            raise
        except ModuleNotFoundError as e:
            if not hasattr(e, "of_the_program"):
                raise Broken("the test `%s` imports what is not there: %s" % (cut(text, 100), e))
            case.update(self.inspector.failure(e))
        except FileNotFoundError as e:
            if NO_FOLDER in str(e) and not hasattr(e, "of_the_program"):
                raise Broken(NO_FOLDER_HERE)
            case.update(self.inspector.failure(e))
        except (Exception, SystemExit) as e:
            case["passed"] = isinstance(e, Ended) and e.has_passed()
            case.update({} if case["passed"] else self.inspector.failure(e))
        finally:
            if self.connection.gone and case["passed"]:
                case.update(self.inspector.gone(), passed=False)
            self._write({"case": case})

    def _run_check(self):
        """Runs check(candidate) to its end; each of its asserts is a case."""
        if self.entry not in self.remote:
            raise Broken("the task has a check program but no entry point")
        inspector = self.inspector
        inspector.forget()
        other = None
        try:
            exec(self.check, self.names)
            inspector.forget()
            self.names["check"](self.remote[self.entry])
        except CandidateGone:
            other = inspector.gone()
        except (Exception, SystemExit) as e:
            other = inspector.failure(e)
        for case in cases_of_check(self.asserts, inspector, other, self.entry):
            self._write({"case": case})
        if self.connection.gone:
            raise CandidateGone(self.connection.gone)

    def _run_on_inputs(self):
        """Runs the program once for each input and compares its output with the expected output."""
        if not self.suite.comparison.leaves_no_trace:
            comparison.limit_time(self.checker_seconds)
        for number, pair in enumerate(self.suite.pairs, 1):
            case = {
                "test": "input %d" % number,
                "public": False,
                "passed": False,
                "call": "the program, on the input " + show(pair["input"]),
                "expected": _shown_outputs(pair["outputs"]),
            }
            try:
                run = self.connection.run_on(pair["input"])
                case.update(self._outcome(pair, run))
            except BrokenChecker as e:
                raise Broken(str(e))
            except Exception as e:
                failure = self.inspector.failure(e)
                case.update((key, failure.get(key)) for key in ("error", "line", "raised"))
            finally:
                self._write({"case": case})

    def _outcome(self, pair, run):
        """Returns the outcome of a run that raised nothing, as part of a case.

        The exit status of the program does not matter.
        """
        printed = str(run.get("printed", ""))
        if run.get("tooLong"):
            return {"error": "the program printed more than it may, %d KB" % (len(printed) >> 10), "got": show(printed)}
        signalled = run.get("signal")
        if isinstance(signalled, int):
            name = _SIGNALS.get(signalled)
            text = "the process ended early, killed by signal %d%s" % (signalled, " (%s)" % name if name else "")
            return {"error": text, "raised": "signal %d" % signalled}
        try:
            if self.suite.comparison.accepts(pair, printed):
                return {"passed": True}
            return {"got": show(printed)}
        except Refused as e:
            return {"got": show(printed), "error": str(e)}

    def _line_from_trace(self):
        """The line of the program that was executing when the zygote killed it; None if it is not known."""
        os.set_blocking(self.trace, False)
        try:
            text = os.read(self.trace, 1 << 16).decode("utf-8", "replace")
        except OSError:
            return None
        found = re.search(r'File "<program>", line (\d{1,7}) in', text)
        return int(found.group(1)) if found else None


def _case(reported):
    """Returns a case that the program's process reported, after every field is checked."""
    case = {key: str(reported[key])[:2000] for key in _TEXTS if reported.get(key) is not None}
    case.update((key, reported.get(key) is True) for key in ("passed", "public", "skipped"))
    if isinstance(reported.get("line"), int):
        case["line"] = reported["line"]
    return case


def _shown_outputs(outputs):
    """The first expected output, and how many others there are."""
    more = len(outputs) - 1
    return show(outputs[0]) + (" or %d other%s" % (more, "s" if more > 1 else "") if more else "")
