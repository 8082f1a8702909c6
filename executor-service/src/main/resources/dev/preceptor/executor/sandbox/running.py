"""Runs tests that their text defines but does not call: with unittest, doctest, pytest, or without a test runner.

The runners are imported when the first such tests arrive; pytest only if it is installed.
"""

import os
import pathlib
import sys
import types

from harness.guarding import Guard

NO_PYTEST = "the tests need pytest: install pytest in the executor's Python (EXECUTOR_PYTHON)"
# For each module that tests import, the packages that run such tests.
GUARDED = {
    "unittest": ("unittest",),
    "mock": ("unittest",),
    "doctest": ("doctest", "unittest"),
    "pytest": ("unittest", "doctest", "pytest", "_pytest", "pluggy"),
}
_FILE = pathlib.Path("/test_program.py")
_ARGUMENTS = """
-s --rootdir=/ -c /dev/null --noconftest --import-mode=importlib --assert=plain -p no:cacheprovider -p no:terminal -p no:logging
-p no:warnings -p no:faulthandler -p no:junitxml -p no:pastebin -p no:debugging -p no:stepwise -p no:setuponly -p no:setupplan
-p no:legacypath -p no:unraisableexception -p no:threadexception -p no:doctest -p no:unittest -p no:subtests
""".split()
_ROUNDS = 8
_CASES = """
class Rehearsal(unittest.TestCase):
    def setUp(self):
        self.n = 1
    def test_equal(self):
        self.assertEqual(self.n, 1)
        with self.assertRaises(ValueError):
            raise ValueError("no")
    def test_wrong(self):
        self.assertEqual([1], [2])
"""
_REHEARSAL = """
import pytest
@pytest.fixture
def one():
    return 1
@pytest.mark.parametrize("n", [1, 2])
def test_number(one, n):
    assert one == n
class TestRaising:
    def test_raise(self, monkeypatch):
        with pytest.raises(ValueError, match="no"):
            raise ValueError("no")
"""


class TaskAtFault(BaseException):
    """The task's tests cannot be run. This is not the program's fault."""


class _Runners:
    """The imported test runners."""

    unittest = doctest = pytest = None
    plugin = session = None
    problem = NO_PYTEST
    guards = None


_runners = _Runners()


def load():
    """Imports the test runners. A second call does nothing."""
    if _runners.guards is not None:
        return
    import doctest
    import unittest
    import unittest.mock

    _runners.unittest, _runners.doctest = unittest, doctest
    _runners.result = _result_class()
    _runners.examples = _examples_class()
    try:
        import pytest

        _runners.pytest = pytest
        _runners.plugin, _runners.session = _configured()
    except Exception as e:
        _runners.pytest = None
        _runners.problem = NO_PYTEST if isinstance(e, ImportError) else "%s; the one that is installed fails: %s" % (NO_PYTEST, e)
    _runners.guards = [Guard(name) for name in list(sys.modules) if name.split(".")[0] in GUARDED["pytest"]]


def rehearse():
    """Warms up each runner with a few tests, so that work that Python does only on first calls is done once."""
    for _ in range(_ROUNDS):
        _rehearse_cases()
    if _runners.pytest is not None:
        plugin, session = _configured()
        module = types.ModuleType("rehearsal")
        exec(_REHEARSAL, module.__dict__)
        plugin.begin(_Rehearsed(), [((0, {"functions": ["test_number"], "classes": ["TestRaising"]}), module)])
        plugin.run(session)


def _rehearse_cases():
    names = {"unittest": _runners.unittest}
    exec(_CASES, names)
    run_cases(_Rehearsed(), [names["Rehearsal"]])
    run_examples(_Rehearsed(), ">>> 1 + 1\n2")


class _Rehearsed:
    """Takes the place of Inside during the warm-up and ignores all results."""

    unit = None
    names = {}

    def watched(self, body):
        body()

    def __getattr__(self, name):
        return self

    def __call__(self, *arguments):
        return None


def restore(packages):
    """Undoes a program's changes to the packages."""
    for guard in _runners.guards or []:
        if guard.name.split(".")[0] in packages:
            guard.restore()


def run_plainly(inside, unit):
    """Runs functions, and methods of classes, that need no test runner."""
    for name in unit["functions"]:
        _run_function(inside, name, inside.names[name])
    for name in unit["classes"]:
        kind = inside.names[name]
        for method in [method for method in vars(kind) if method.startswith("test")]:
            _run_function(inside, "%s.%s" % (name, method), lambda: getattr(kind(), method)())


def _run_function(inside, name, function):
    inside.inspector.forget()
    error = inside.watched(lambda: _finished(function()))
    if error is None:
        inside.tell(name, True, {})
    else:
        inside.tell_error(name, error)


def _finished(result):
    """Runs a coroutine to its end if a test function returned one."""
    if isinstance(result, types.CoroutineType):
        import asyncio

        asyncio.run(result)


def run_cases(inside, kinds):
    """Runs classes that extend unittest.TestCase."""
    load()
    suite = _runners.unittest.TestSuite(_runners.unittest.defaultTestLoader.loadTestsFromTestCase(kind) for kind in kinds)
    result = _runners.result(inside)
    error = inside.watched(lambda: suite.run(result))
    if error is not None:
        inside.tell_error("unittest", error)


def run_examples(inside, text):
    """Runs a doctest; each of its examples is a case."""
    load()
    test = _runners.doctest.DocTestParser().get_doctest(text, inside.names, "doctest", None, 0)
    runner = _runners.examples(inside)
    error = inside.watched(lambda: runner.run(test, out=lambda text: None, clear_globs=False))
    if error is not None:
        inside.tell_error("doctest", error)


def run_by_pytest(inside, waiting):
    """Runs modules whose tests need pytest.

    waiting holds pairs of a unit and its module, where a unit is a pair of its number and its request.
    """
    load()
    if _runners.pytest is None:
        raise TaskAtFault(_runners.problem)
    plugin = _runners.plugin
    plugin.begin(inside, waiting)
    plugin.run(_runners.session)
    if plugin.fault is not None:
        raise plugin.fault
    for name in plugin.unfinished:
        inside.tell(name, False, {"error": "pytest was ended before or in this test"})


def _result_class():
    """Defines a unittest result class that reports to Inside. unittest is only imported on first use."""
    class Result(_runners.unittest.TestResult):
        """Reports each test and each failed subtest."""

        def __init__(self, inside):
            super().__init__()
            self.inside = inside
            self.failed_parts = False

        def startTest(self, test):
            super().startTest(test)
            self.failed_parts = False
            self.inside.inspector.forget()

        def addSuccess(self, test):
            if not self.failed_parts:
                self.inside.tell(_name(test), True, {})

        def addFailure(self, test, error):
            self.inside.tell_error(_name(test), error[1])

        addError = addFailure

        def addSubTest(self, test, subtest, error):
            if error is not None:
                self.failed_parts = True
                self.inside.tell_error(_name(subtest), error[1])

        def addSkip(self, test, reason):
            # unittest calls this while it handles the exception. A program that skips its own test has failed it.
            error = sys.exc_info()[1]
            if error is not None and self.inside.has_raised(error):
                self.inside.tell_error(_name(test), error)
            elif sys.version_info < (3, 11) and "SkipTest" in self.inside.candidate.text:
                # Before Python 3.11, the exception is no longer available here.
                self.inside.tell(_name(test), False, {"error": "SkipTest: " + reason})

        def addExpectedFailure(self, test, error):
            self.inside.tell(_name(test), True, {})

        def addUnexpectedSuccess(self, test):
            self.inside.tell(_name(test), False, {"error": "passed, but was expected to fail"})

    return Result


def _name(test):
    """The name of a test without its module."""
    words = str(test.id()).split(".")
    return ".".join(words[1:] if len(words) > 2 else words)


def _examples_class():
    """Defines a doctest runner class that reports to Inside. doctest is only imported on first use."""
    class Examples(_runners.doctest.DocTestRunner):
        """Reports each example."""

        def __init__(self, inside):
            super().__init__(verbose=False)
            self.inside = inside

        def report_start(self, out, test, example):
            pass

        def report_success(self, out, test, example, got):
            self.inside.tell(example.source.strip(), True, {})

        def report_failure(self, out, test, example, got):
            found = {"call": example.source.strip(), "expected": example.want.strip(), "got": got.strip()}
            self.inside.tell(example.source.strip(), False, found)

        def report_unexpected_exception(self, out, test, example, error):
            self.inside.tell_error(example.source.strip(), error[1])

    return Examples


def _configured():
    """Creates a plugin that reports results, and a pytest session that has started with it.

    A child then has little left to do.
    """
    import _pytest.config
    from _pytest.main import Session

    plugin = _plugin_class()()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        configuration = _pytest.config._prepareconfig(list(_ARGUMENTS), [plugin])
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
    configuration.option.tbstyle = "value"
    configuration._do_configure()
    session = Session.from_config(configuration)
    configuration.hook.pytest_sessionstart(session=session)
    return plugin, session


def _plugin_class():
    """Defines a pytest plugin class that reports to Inside. pytest is only imported on first use."""
    import inspect

    pytest = _runners.pytest
    around = pytest.hookimpl(hookwrapper=True, tryfirst=True)

    class TestModule(pytest.Module):
        """A module without a file, which has only the tests that its own text defines."""

        def _getobj(self):
            return self.content

        def collect(self):
            wanted = self.unit[1]["functions"] + self.unit[1]["classes"]
            return [node for node in super().collect() if (getattr(node, "originalname", None) or node.name) in wanted]

    class Plugin:
        """Collects the modules and reports the result of each test."""

        def begin(self, inside, waiting):
            self.inside = inside
            self.waiting = waiting
            self.unfinished = []
            self.fault = None

        def run(self, session):
            """Collects and runs the tests, as pytest does between the start and the end of a session."""
            try:
                self._collect(session)
                if self.fault is None:
                    session.config.hook.pytest_runtestloop(session=session)
            except TaskAtFault as e:
                self.fault = e
            except BaseException as e:
                if not self.unfinished and self.fault is None and not isinstance(e, (KeyboardInterrupt, SystemExit)):
                    self.fault = TaskAtFault("pytest fails: %s: %s" % (type(e).__name__, str(e)[:500]))

        def _collect(self, session):
            session.items = []
            for unit, content in self.waiting:
                node = TestModule.from_parent(session, path=_FILE.with_name("test_program_%d.py" % unit[0]))
                node.content, node.unit = content, unit
                session.items += session.genitems(node)
            session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
            session.testscollected = len(session.items)
            self.unfinished = [item.name for item in session.items]

        def pytest_collectreport(self, report):
            if report.failed:
                self.fault = TaskAtFault("pytest cannot collect the tests: %s" % str(report.longrepr)[-500:])

        @around
        def pytest_runtest_protocol(self, item, nextitem):
            self.inside.unit = item.getparent(TestModule).unit
            self.inside.inspector.forget()
            self.inside.watch()
            yield
            self.inside.unwatch()

        @around
        def pytest_runtest_makereport(self, item, call):
            outcome = yield
            if call.when == "teardown":
                self.unfinished.remove(item.name)
            try:
                self._tell(_name_of(item), call, outcome.get_result())
            except TaskAtFault as e:
                self.fault = e

        def _tell(self, name, call, report):
            error = call.excinfo.value if call.excinfo is not None else None
            if report.failed and type(error).__name__ == "FixtureLookupError":
                raise TaskAtFault("the test %s needs a fixture that is not there: %s" % (name, error.argname))
            if hasattr(report, "wasxfail"):
                # The test failed as expected, or passed although it was expected to fail.
                self.inside.tell(name, True, {})
            elif report.failed and error is None:
                self.inside.tell(name, False, {"error": str(report.longrepr)[:300]})
            elif report.failed or report.skipped and error is not None and self.inside.has_raised(error):
                self.inside.tell_error(name, error)
            elif call.when == "call" and report.passed:
                self.inside.tell(name, True, {})

        def pytest_pyfunc_call(self, pyfuncitem):
            if not inspect.iscoroutinefunction(pyfuncitem.obj):
                return None
            names = pyfuncitem._fixtureinfo.argnames
            _finished(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
            return True

    return Plugin


def _name_of(item):
    """The name of a test, with its class if it has one."""
    parent = item.parent
    return "%s.%s" % (parent.name, item.name) if isinstance(parent, _runners.pytest.Class) else item.name
