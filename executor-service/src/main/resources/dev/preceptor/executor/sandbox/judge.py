"""The process that judges: it runs the tests, and asks the candidate's process for what the program returns.

What it finds goes, a JSON object a line, straight to whoever started the zygote.
"""

import ast
import builtins
import gc
import io
import json
import os
import random
import re
import sys
import types

from harness import confinement, wire
from harness.display import cut
from harness.inspector import Inspector
from harness.proxies import CandidateGone, Connection, Unsupported
from harness.rewriting import INSPECTOR, Rewriter, names_in

FINISHED, CANDIDATE_GONE, OUT_OF_MEMORY, FAULT = 0, 3, 5, 6
MOST_CASES = 100
_LONGEST_TEST = 1000


class Broken(Exception):
    """The task's own tests or setup cannot be run: no fault of the program's."""


class Judge:
    def __init__(self, channel, trace, report, request):
        self.connection = Connection(channel)
        self.trace = trace
        self.report = report
        self.request = request
        self.entry = request["entryPoint"]
        self.module = types.ModuleType("program")
        self.names = self.module.__dict__
        self.inspector = Inspector(self.connection, self.entry)
        self.reported = 0

    def judge(self):
        """Runs everything; returns the exit status."""
        try:
            tests, check = self._prepare()
            try:
                loading = self.connection.loaded()
                if "loaded" not in loading:
                    self._write({"loading": loading})
                    return FINISHED
                later = [tree for tree in (check, self.setup) if tree is not None]
                self._introduce([tree for _, tree in tests] + later)
                if self.setup is not None:
                    self._run_own(self.setup, "the setup")
                for test, tree in tests:
                    self._run_test(test["test"], test["public"], tree)
                if check is not None:
                    self._run_check(check)
            except CandidateGone as e:
                self._write({"gone": str(e), "line": self._line_from_trace()})
                return CANDIDATE_GONE
            self._write({"end": True})
        except (Broken, Unsupported) as e:
            self._write({"broken": str(e)[:1000]})
        return FINISHED

    def _write(self, fact):
        wire.write_all(self.report, json.dumps(fact).encode("ascii") + b"\n")

    def _prepare(self):
        """Parses all tests and runs the setup, and the functions that the task's prompt brings along."""
        tests = []
        for test in self.request["tests"]:
            tests.append((test, _parse(test["test"], "the test `%s`" % cut(test["test"], 100))))
        check = self.request.get("check")
        check = _parse(check, "the check program") if check else None
        self.setup = _parse(self.request["setup"], "the setup")
        try:
            self._run_own(self.setup, "the setup")
            self.setup = None
        except Broken as e:
            # A setup may need what the program defines; it is run again when that is known.
            if not isinstance(e.__cause__, NameError):
                raise
        helpers = self.request.get("helpers")
        if helpers:
            self._run_own(self._helpers(helpers), "the prompt's code")
        own = [v for v in self.names.values() if isinstance(v, type) and v.__module__ == "program"]
        self.connection.know({kind.__name__: kind for kind in own})
        return tests, check

    def _helpers(self, prompt):
        """All of the prompt's code but the function that the program is to define; nothing where it does not parse."""
        try:
            tree = ast.parse(prompt.rstrip() + "\n    pass\n")
        except (SyntaxError, ValueError):
            return ast.Module([], [])
        tree.body = [node for node in tree.body if getattr(node, "name", None) != self.entry]
        return tree

    def _run_own(self, tree, what):
        try:
            exec(compile(tree, "<task>", "exec"), self.names)
        except Exception as e:
            raise Broken("%s raises %s: %s" % (what, type(e).__name__, e)) from e

    def _introduce(self, trees):
        """Gives the tests stand-ins for what they use of the program: never for a name of ours or of Python's."""
        wanted = set().union(*[names_in(tree) for tree in trees]) if trees else set()
        wanted = {n for n in wanted if n not in self.names and not hasattr(builtins, n)}
        if self.entry:
            wanted.add(self.entry)
        self.known = set(self.names) | set(dir(builtins))
        self.remote = self.connection.names(sorted(wanted))
        self.names.update(self.remote)
        self.names[INSPECTOR] = self.inspector

    def _run_test(self, text, public, tree):
        theirs = set(self.remote)
        rewriter = Rewriter(text, theirs, self.known, False)
        case = {"test": cut(text, _LONGEST_TEST), "public": public, "passed": False}
        self.inspector.forget()
        try:
            self._execute(rewriter.visit(tree))
            case["passed"] = True
        except CandidateGone:
            case.update(self.inspector.gone())
            raise
        except Exception as e:
            case.update(self.inspector.failure(e))
        finally:
            if self.connection.gone and case["passed"]:
                case.update(self.inspector.gone(), passed=False)
            self._write({"case": case})

    def _run_check(self, tree):
        """Runs check(candidate) to its end, with each of its asserts as a case of its own."""
        function = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check"), None)
        if function is None or not function.args.args:
            raise Broken("the check program does not define check(candidate)")
        if self.entry not in self.remote:
            raise Broken("the task has a check program but no entry point")
        theirs = set(self.remote) | {function.args.args[0].arg}
        rewriter = Rewriter(self.request["check"], theirs, self.known, True)
        inspector = self.inspector
        inspector.forget()
        other = None
        try:
            self._execute(rewriter.visit(tree))
            inspector.forget()
            self.names["check"](self.remote[self.entry])
        except CandidateGone:
            other = inspector.gone()
        except Exception as e:
            other = inspector.failure(e)
        stopped_at = inspector.number if other is not None else None
        for number, text in enumerate(rewriter.asserts[:MOST_CASES]):
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
        if other is not None or not rewriter.asserts:
            case = {"test": "check(%s)" % self.entry, "public": False, "passed": other is None}
            self._write({"case": dict(case, **(other or {}))})
        if self.connection.gone:
            raise CandidateGone(self.connection.gone)

    def _execute(self, tree):
        exec(compile(tree, "<task>", "exec"), self.names)

    def _line_from_trace(self):
        """The line of the program that was running when the zygote ended it."""
        os.set_blocking(self.trace, False)
        try:
            text = os.read(self.trace, 1 << 16).decode("utf-8", "replace")
        except OSError:
            return None
        found = re.search(r'File "<program>", line (\d{1,7}) in', text)
        return int(found.group(1)) if found else None


def _parse(text, what):
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as e:
        raise Broken("%s does not parse: %s" % (what, e))


def run(channel, trace, length, settings, confined):
    """Judges in this process, which must be a child of the zygote; never returns."""
    if wire.read_exactly(channel, 1) is None:
        os._exit(CANDIDATE_GONE)
    request = json.loads(wire.read_exactly(0, length))
    report = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    confinement.limit(settings, confined)
    confined.seclude(trusted=True)
    sys.stdin = io.StringIO()
    sys.stdout = sys.stderr = io.StringIO()
    sys.setrecursionlimit(2000)
    sys.modules["program"] = types.ModuleType("program")
    random.seed(0)
    gc.disable()
    judge = Judge(channel, trace, report, request)
    sys.modules["program"] = judge.module
    try:
        status = judge.judge()
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException as e:
        # A fault of the judge's own; whoever started the zygote is to see it.
        wire.write_all(report, json.dumps({"fault": "%s: %s" % (type(e).__name__, str(e)[:500])}).encode() + b"\n")
        status = FAULT
    os._exit(status)
