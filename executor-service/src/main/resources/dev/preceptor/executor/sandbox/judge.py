"""Judges a program: runs a task's tests, and asks the candidate's process for what the program returns.

What it finds goes, a JSON object a line, straight to whoever started the zygote.
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
from harness.inspector import Inspector
from harness.proxies import CandidateGone, Connection, Unsupported, name_of_module
from harness.rewriting import INSPECTOR
from harness.suite import Broken, own_module

FINISHED, CANDIDATE_GONE = 0, 3
_LONGEST_TEST = 1000
_LONGEST_HELD_BACK = 0.05
_SIGNALS = {4: "illegal instruction", 6: "abort", 7: "bus error", 8: "arithmetic error", 11: "segmentation fault"}


class Judge:
    """Judges one program. suite is called for the task's tests, which are Broken where they do not parse.

    checker_seconds is the processor time of a task's checker.
    """

    def __init__(self, channel, trace, report, suite, checker_seconds=1.0):
        self.connection = Connection(channel)
        self.trace = trace
        self.report = report
        self.open_suite = suite
        self.checker_seconds = checker_seconds
        self.module = types.ModuleType("program")
        self.names = self.module.__dict__
        self.facts, self.written = [], time.monotonic()

    def judge(self):
        """Runs everything; returns the exit status."""
        try:
            self.suite = self.open_suite()
            self.entry = self.suite.entry
            self.inspector = Inspector(self.connection, self.entry)
            setup_is_due = self._prepare()
            try:
                loading = self.connection.loaded()
                if "rejected" in loading or "raised" in loading:
                    self._write({"loading": loading})
                    return FINISHED
                if self.suite.pairs:
                    self._run_on_inputs()
                else:
                    self._introduce()
                    failure = self._run_late_setup() if setup_is_due else None
                    if failure is None:
                        self._run()
                    else:
                        self._fail_all(failure)
            except CandidateGone as e:
                self._write({"gone": str(e), "line": self._line_from_trace()})
                return CANDIDATE_GONE
            self._write({"end": True})
        except (Broken, Unsupported) as e:
            self._write({"broken": str(e)[:1000]})
        finally:
            self._write_out()
        return FINISHED

    def _write(self, fact):
        """Facts go together where they come fast, for whoever reads them is woken by each that goes alone."""
        self.facts.append(json.dumps(fact))
        now = time.monotonic()
        if now - self.written >= _LONGEST_HELD_BACK:
            self._write_out()
            self.written = now

    def _write_out(self):
        wire.write_all(self.report, "".join(text + "\n" for text in self.facts).encode("ascii"))
        self.facts = []

    def _prepare(self):
        """Runs the setup, and the functions that the task's prompt brings along; says whether the setup is due again."""
        due = False
        try:
            self._run_own(self.suite.setup, "the setup")
        except Broken as e:
            # A setup may need what the program defines; it is run again when that is known.
            if self.suite.pairs or not isinstance(e.__cause__, NameError):
                raise
            due = True
        if self.suite.helpers is not None:
            self._run_own(self.suite.helpers, "the prompt's code")
        own = [v for v in self.names.values() if isinstance(v, type) and v.__module__ == "program"]
        self.connection.know({kind.__name__: kind for kind in own})
        return due

    def _run_late_setup(self):
        """Runs the setup that needs what the program defines; what is known of its failure where that is the program's."""
        self.inspector.forget()
        try:
            self._run_own(self.suite.setup, "the setup")
        except Broken as e:
            if isinstance(e.__cause__, NameError) or hasattr(e.__cause__, "of_the_program"):
                return dict(self.inspector.failure(e.__cause__), call="the tests' setup")
            raise
        return None

    def _fail_all(self, failure):
        cases = [(test["test"], test["public"]) for test in self.suite.tests]
        if self.suite.check_text:
            cases.append(("check(%s)" % self.entry, False))
        for text, public in cases:
            self._write({"case": dict(failure, test=cut(text, _LONGEST_TEST), public=public, passed=False)})

    def _run_own(self, code, what):
        try:
            exec(code, self.names)
        except Exception as e:
            raise Broken("%s raises %s: %s" % (what, type(e).__name__, e)) from e

    def _introduce(self):
        """Gives the tests stand-ins for what they use of the program: never for a name of ours or of Python's."""
        wanted = {n for n in self.suite.names if n not in self.names and not hasattr(builtins, n)}
        if self.entry:
            wanted.add(self.entry)
        self.remote = self.connection.names(sorted(wanted))
        for name in self.suite.bases.intersection(self.remote) - {self.entry}:
            module = own_module(name, name_of_module(self.remote[name]))
            if module is not None:
                self.names[name] = module
                del self.remote[name]
        known = list(self.names)
        self.names.update(self.remote)
        self.names[INSPECTOR] = self.inspector
        self.tests, self.check, self.asserts = self.suite.compiled(self.remote, known)

    def _run(self):
        for test, code in zip(self.suite.tests, self.tests):
            self._run_test(test["test"], test["public"], code)
        if self.check is not None:
            self._run_check()

    def _run_test(self, text, public, code):
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
        except Exception as e:
            case.update(self.inspector.failure(e))
        finally:
            if self.connection.gone and case["passed"]:
                case.update(self.inspector.gone(), passed=False)
            self._write({"case": case})

    def _run_check(self):
        """Runs check(candidate) to its end, with each of its asserts as a case of its own."""
        if not self.suite.arguments:
            raise Broken("the check program does not define check(candidate)")
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
        except Exception as e:
            other = inspector.failure(e)
        stopped_at = inspector.number if other is not None else None
        for number, text in enumerate(self.asserts):
            case = {"test": cut(text, _LONGEST_TEST), "public": False, "passed": False}
            if number in inspector.outcomes:
                failure = inspector.outcomes[number]
                case.update(failure or {}, passed=failure is None)
            elif other is not None and number == stopped_at:
                case.update(other)
                other = None
            elif other is None and stopped_at is None:
                continue
            else:
                case["skipped"] = True
            self._write({"case": case})
        if other is not None or not self.asserts:
            case = {"test": "check(%s)" % self.entry, "public": False, "passed": other is None}
            self._write({"case": dict(case, **(other or {}))})
        if self.connection.gone:
            raise CandidateGone(self.connection.gone)

    def _run_on_inputs(self):
        """Runs the program once for each input; what it prints is held against the output that belongs to it."""
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
        """Whether a run of the program, which raised nothing, is right, and what was wrong. Its exit status is its own business."""
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
        """The line of the program that was running when the zygote ended it."""
        os.set_blocking(self.trace, False)
        try:
            text = os.read(self.trace, 1 << 16).decode("utf-8", "replace")
        except OSError:
            return None
        found = re.search(r'File "<program>", line (\d{1,7}) in', text)
        return int(found.group(1)) if found else None


def _shown_outputs(outputs):
    more = len(outputs) - 1
    return show(outputs[0]) + (" or %d other%s" % (more, "s" if more > 1 else "") if more else "")
